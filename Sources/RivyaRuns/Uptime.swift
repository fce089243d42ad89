import Foundation

/// How long the machine has been up, sleep included: what no calendar that jumps can change.
package struct Uptime: Sendable, Hashable {
    /// Which start of the machine the seconds are counted from.
    package var boot: String
    package var seconds: Double

    package init(boot: String, seconds: Double) {
        self.boot = boot
        self.seconds = seconds
    }

    /// That of this machine; nil where it does not tell its starts apart.
    static var current: Uptime? {
        guard let boot else { return nil }
        var time = timespec()
        #if canImport(Darwin)
        guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return nil }
        #else
        guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        #endif
        return Uptime(boot: boot, seconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }

    private static let boot: String? = {
        #if canImport(Darwin)
        var length = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &length, nil, 0) == 0, length > 1 else { return nil }
        var text = [CChar](repeating: 0, count: length)
        guard sysctlbyname("kern.bootsessionuuid", &text, &length, nil, 0) == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        #else
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        #endif
    }()
}

/// How long ago a request left, by two clocks: the calendar, which may be set, and the machine's uptime, which is known
/// for requests since its last start.
package struct SendingAge: Sendable {
    /// Seconds; below zero for a request that left in the calendar's future.
    let calendar: Double
    /// Seconds; nil where it is not known.
    let uptime: Double?

    package init(sentAt: Double, uptime sent: Uptime?, now: Double, uptime: Uptime?) {
        calendar = now - sentAt
        guard let sent, let uptime, sent.boot == uptime.boot, sent.seconds <= uptime.seconds else {
            self.uptime = nil
            return
        }
        self.uptime = uptime.seconds - sent.seconds
    }

    /// The longer of both, for a deadline.
    var seconds: Double { max(0, calendar, uptime ?? 0) }

    /// It left in the future of the calendar, which is wrong or was.
    var isFromTheFuture: Bool { calendar < -RunSettings.clockTolerance }

    /// Whether the service can be trusted to know its key. Doubt counts as no.
    package func isWithin(_ memory: Double) -> Bool {
        guard let uptime else { return (-RunSettings.clockTolerance...memory).contains(calendar) }
        return uptime <= memory && (isFromTheFuture || calendar <= memory)
    }

    /// The calendar alone says that it is too old: it is ahead. Once it is right again, so is its word.
    func isOnlyOldByCalendar(_ memory: Double) -> Bool { uptime.map { $0 <= memory && calendar > memory } ?? false }
}
