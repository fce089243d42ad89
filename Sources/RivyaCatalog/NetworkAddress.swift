/// An IPv4 or IPv6 address, and whose it can be. Read here and not by the system, so that every spelling that some
/// resolver takes is known before anything is sent.
package struct NetworkAddress: Sendable, Hashable {
    /// Whose machines an address can lead to.
    package enum Scope: Sendable, Hashable {
        /// This machine: loopback and the unspecified address, to which connections reach it too.
        case machine
        /// The networks that people and companies number as they like, and those of carriers.
        case network
        /// Everything that is no host of the internet: link-local, multicast, reserved.
        case special
        case internet
    }

    /// 4 or 16, in network order.
    package let bytes: [UInt8]

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// From what a socket holds: nil unless there are 4 or 16 bytes.
    package init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.init(bytes)
    }

    /// Four decimal numbers, or IPv6 without brackets and zone.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: ":")) else {
            guard let address = NetworkAddress(ipv4: bytes, isStrict: true) else { return nil }
            self = address
            return
        }
        guard let address = NetworkAddress(ipv6: bytes) else { return nil }
        self = address
    }

    /// Every form that `inet_aton` takes, and with it most resolvers: `127.1`, `0x7f.1`, `017700000001`, `2130706433`.
    package init?(looseIPv4 text: some StringProtocol) {
        self.init(ipv4: Array(text.utf8), isStrict: false)
    }

    /// In its usual form: four numbers, or as RFC 5952 has it.
    package var text: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            guard groups[start] == 0 else {
                start += 1
                continue
            }
            let end = groups[start...].firstIndex { $0 != 0 } ?? 8
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = end
        }
        func joined(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return longest.isEmpty
            ? joined(0..<8) : joined(0..<longest.lowerBound) + "::" + joined(longest.upperBound..<8)
    }

    package var isIPv6: Bool { bytes.count == 16 }

    package var scope: Scope {
        if let inner = embedded { return inner.scope }
        return isIPv6 ? scopeOfIPv6 : scopeOfIPv4
    }

    /// The IPv4 address that a network behind this IPv6 address would be asked for: mapped, compatible, NAT64, 6to4.
    private var embedded: NetworkAddress? {
        guard isIPv6 else { return nil }
        func starts(with prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
        let zeros = [UInt8](repeating: 0, count: 10)
        if starts(with: zeros + [0xFF, 0xFF]) { return NetworkAddress(Array(bytes[12...])) }
        // `::` and `::1` are addresses of their own.
        if starts(with: zeros + [0, 0]), bytes[12] != 0 { return NetworkAddress(Array(bytes[12...])) }
        // Translated: `::ffff:0:a.b.c.d` (RFC 2765), and the well-known prefix of NAT64 (RFC 6052).
        if starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]) { return NetworkAddress(Array(bytes[12...])) }
        if starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return NetworkAddress(Array(bytes[12...])) }
        if starts(with: [0x20, 0x02]) { return NetworkAddress(Array(bytes[2..<6])) }
        return nil
    }

    private var scopeOfIPv4: Scope {
        switch (bytes[0], bytes[1]) {
        case (0, _), (127, _): .machine
        case (10, _), (172, 16...31), (192, 168), (100, 64...127): .network
        case (169, 254), (198, 18...19), (224..., _): .special
        case (192, 0) where bytes[2] == 0: .special
        default: .internet
        }
    }

    private var scopeOfIPv6: Scope {
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] <= 1 { return .machine }
        switch (bytes[0], bytes[1]) {
        case (0xFC...0xFD, _): return .network
        // NAT64 of a network's own (64:ff9b:1::/48): what is behind it is that network's business.
        case (0, 0x64): return .network
        // Teredo leads into any network behind the server that it names.
        case (0x20, 0x01) where bytes[2] == 0 && bytes[3] == 0: return .special
        case (0x20...0x3F, _): return .internet
        default: return .special
        }
    }

    // MARK: - Reading

    private init?(ipv4 text: [UInt8], isStrict: Bool) {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count), !isStrict || parts.count == 4 else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard let number = Self.number(part, isStrict: isStrict) else { return nil }
            numbers.append(number)
        }
        // The last number fills what is left of the four bytes.
        guard let last = numbers.popLast(), numbers.allSatisfy({ $0 <= 255 }), last < 1 << (8 * (4 - numbers.count))
        else { return nil }
        var value = last
        for (place, number) in numbers.enumerated() { value |= number << (8 * (3 - place)) }
        bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * (3 - $0))) }
    }

    /// Decimal; loosely also octal behind a `0`, and hexadecimal behind `0x`.
    private static func number(_ part: ArraySlice<UInt8>, isStrict: Bool) -> UInt64? {
        guard !part.isEmpty, part.count <= 16 else { return nil }
        var digits = part
        var radix: UInt64 = 10
        if digits.count > 1, digits.first == UInt8(ascii: "0") {
            if isStrict { return nil }
            digits = digits.dropFirst()
            radix = 8
            if digits.first == UInt8(ascii: "x") || digits.first == UInt8(ascii: "X") {
                digits = digits.dropFirst()
                radix = 16
            }
        }
        var value: UInt64 = 0
        for digit in digits {
            guard let amount = hexValue(digit), UInt64(amount) < radix, value < 1 << 36 else { return nil }
            value = value * radix + UInt64(amount)
        }
        return value < 1 << 32 ? value : nil
    }

    private init?(ipv6 text: [UInt8]) {
        var text = text[...]
        var tail: [UInt8] = []
        // The last 32 bits may be written as IPv4.
        if text.contains(UInt8(ascii: ".")) {
            guard let colon = text.lastIndex(of: UInt8(ascii: ":")),
                let inner = NetworkAddress(ipv4: Array(text[(colon + 1)...]), isStrict: true)
            else { return nil }
            tail = inner.bytes
            // Of `::` both colons belong to what is before.
            let isDouble = colon > text.startIndex && text[colon - 1] == UInt8(ascii: ":")
            text = text[..<(isDouble ? colon + 1 : colon)]
        }
        guard let head = Self.ipv6Groups(text, room: 16 - tail.count) else { return nil }
        bytes = head + tail
    }

    /// The groups before an IPv4 ending, as so many bytes.
    private static func ipv6Groups(_ text: ArraySlice<UInt8>, room: Int) -> [UInt8]? {
        let colon = UInt8(ascii: ":")
        func groups(_ text: ArraySlice<UInt8>) -> [UInt8]? {
            if text.isEmpty { return [] }
            var bytes: [UInt8] = []
            for group in text.split(separator: colon, omittingEmptySubsequences: false) {
                guard (1...4).contains(group.count), bytes.count < 16 else { return nil }
                var value = 0
                for digit in group {
                    guard let amount = hexValue(digit) else { return nil }
                    value = value << 4 | Int(amount)
                }
                bytes += [UInt8(value >> 8), UInt8(value & 255)]
            }
            return bytes
        }
        guard let gap = text.firstRange(of: [colon, colon]) else {
            guard let bytes = groups(text), bytes.count == room else { return nil }
            return bytes
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
            head.count + tail.count < room
        else { return nil }
        return head + [UInt8](repeating: 0, count: room - head.count - tail.count) + tail
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? { Percent.hexValue(byte) }
}
