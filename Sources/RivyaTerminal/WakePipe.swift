#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Interrupts a thread that waits for input. Writing one byte is all that is needed, so signal handlers may do it.
final class WakePipe: Sendable {
    enum Event {
        case input
        case wake(Set<UInt8>)
    }

    /// Something has been queued.
    static let message: UInt8 = 1
    /// The process was continued after a stop.
    static let continued: UInt8 = 2

    private let readEnd: Int32
    let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no pipe could be made")
        (readEnd, writeEnd) = (ends[0], ends[1])
        for end in ends {
            // Neither end may ever block: a full pipe already wakes.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func wake() {
        var byte = Self.message
        _ = write(writeEnd, &byte, 1)
    }

    /// Waits until a descriptor can be read, or someone wakes; nil when the time is over.
    func wait(for descriptor: Int32, milliseconds: Int32 = -1) -> Event? {
        var requests = [
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&requests, 2, milliseconds)
            if count == 0 { return nil }
            if count < 0, errno == EINTR { continue }
            if requests[0].revents != 0 { return .wake(drain()) }
            // Errors and hang-ups count as input: reading tells what they are.
            return .input
        }
    }

    private func drain() -> Set<UInt8> {
        var buffer = [UInt8](repeating: 0, count: 256)
        var seen: Set<UInt8> = []
        while case let count = read(readEnd, &buffer, buffer.count), count > 0 { seen.formUnion(buffer[..<count]) }
        return seen
    }
}
