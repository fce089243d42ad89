/// An `https` or `http` address, taken apart and checked once where it enters: what is of this type has a host and a
/// port that can be dialled, and a text that every other parser reads the same way.
///
/// Written plainly: the host in lower case and ASCII, numbers of any form as four decimal ones, no user name, no
/// fragment, everything else encoded that a request line cannot hold.
package struct WebURL: Sendable, Hashable {
    package enum Scheme: String, Sendable {
        case http
        case https

        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package enum Host: Sendable, Hashable {
        case name(String)
        case address(NetworkAddress)
    }

    package struct Problem: Error, Sendable, Hashable {
        /// What is wrong with it, as the rest of a sentence: `it names no host`.
        package var reason: String
    }

    /// In bytes; longer ones are no addresses but data.
    private static let longest = 16 << 10

    package let scheme: Scheme
    package let host: Host
    package let port: Int
    /// The path, which begins with `/`, and the query.
    package let target: String

    /// As it is shown and sent in `Host`, without a port; IPv6 in brackets.
    package var hostText: String {
        switch host {
        case .name(let name): name
        case .address(let address): address.isIPv6 ? "[\(address.text)]" : address.text
        }
    }

    package var text: String {
        "\(scheme.rawValue)://\(hostText)\(port == scheme.defaultPort ? "" : ":\(port)")\(target)"
    }

    private init(scheme: Scheme, host: Host, port: Int, target: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
    }

    /// Whether a text is meant as such an address, right or wrong.
    package static func claims(_ text: String) -> Bool {
        guard let scheme = schemeEnd(Array(text.utf8.prefix(8))) else { return false }
        return ["http", "https"].contains(
            text.utf8.prefix(scheme).map { String(UnicodeScalar($0)) }.joined().lowercased())
            && text.utf8.dropFirst(scheme).starts(with: "://".utf8)
    }

    package init(_ text: String) throws(Problem) {
        let bytes = Array(text.utf8)
        guard let end = Self.schemeEnd(bytes) else { throw Problem(reason: "it does not begin with `https://`") }
        let word = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
        guard let scheme = Scheme(rawValue: word) else {
            throw Problem(reason: "its scheme is neither `https` nor `http`")
        }
        guard bytes[end...].starts(with: "://".utf8) else { throw Problem(reason: "it does not begin with `https://`") }
        try self.init(scheme: scheme, rest: bytes[(end + 3)...])
    }

    /// - Parameter rest: what comes after `//`.
    private init(scheme: Scheme, rest: ArraySlice<UInt8>) throws(Problem) {
        guard rest.count <= Self.longest else { throw Problem(reason: "it is longer than \(Self.longest) bytes") }
        guard !rest.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Problem(reason: "it holds control characters")
        }
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw Problem(reason: "it holds a user name or password")
        }
        let (host, port) = try Self.hostAndPort(authority)
        self.init(scheme: scheme, host: host, port: port ?? scheme.defaultPort, target: Self.target(rest[end...]))
    }

    // MARK: - Redirects

    /// What a `Location` beside this address means (RFC 3986, 5.2).
    package func resolving(_ reference: String) throws(Problem) -> WebURL {
        var bytes = Array(reference.utf8)[...]
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        if Self.schemeEnd(Array(bytes)) != nil { return try WebURL(String(decoding: bytes, as: UTF8.self)) }
        if bytes.starts(with: "//".utf8) { return try WebURL(scheme: scheme, rest: bytes.dropFirst(2)) }
        guard bytes.count <= Self.longest else { throw Problem(reason: "it is longer than \(Self.longest) bytes") }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Problem(reason: "it holds control characters")
        }
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        let merged: [UInt8]
        switch bytes.first {
        case nil, UInt8(ascii: "#"): return self
        case UInt8(ascii: "/"): merged = Array(bytes)
        case UInt8(ascii: "?"): merged = Array(path) + bytes
        default:
            let folder = path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[...$0]) } ?? [UInt8(ascii: "/")]
            merged = folder + bytes
        }
        return WebURL(scheme: scheme, host: host, port: port, target: Self.target(Self.withoutDots(merged)[...]))
    }

    private static func withoutDots(_ bytes: [UInt8]) -> [UInt8] {
        let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        var segments: [ArraySlice<UInt8>] = []
        let parts = bytes[..<end].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        for (place, part) in zip(parts.indices, parts) {
            let isLast = place == parts.endIndex - 1
            switch String(decoding: part, as: UTF8.self) {
            case ".": if isLast { segments.append([]) }
            case "..":
                _ = segments.popLast()
                if isLast { segments.append([]) }
            default: segments.append(part)
            }
        }
        return segments.flatMap { [UInt8(ascii: "/")] + $0 } + bytes[end...]
    }

    // MARK: - Parts

    /// The length of what stands before the first `:`, where it can be a scheme.
    private static func schemeEnd(_ bytes: [UInt8]) -> Int? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        let isScheme = bytes[..<colon].allSatisfy { byte in
            isLetterOrDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".")
        }
        guard isScheme, !(48...57).contains(bytes[0]), isLetterOrDigit(bytes[0]) else { return nil }
        return colon
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// Path and query, with what cannot stand in a request line encoded; without the fragment.
    private static func target(_ rest: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let plain = Array("!$&'()*+,;=:@/?".utf8)
        var bytes: [UInt8] = rest.first == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        let end = rest.firstIndex(of: UInt8(ascii: "#")) ?? rest.endIndex
        for place in rest.startIndex..<end {
            let byte = rest[place]
            let isEscape =
                byte == UInt8(ascii: "%") && place + 2 < end && Percent.hexValue(rest[place + 1]) != nil
                && Percent.hexValue(rest[place + 2]) != nil
            if isEscape || Percent.isUnreserved(byte) || plain.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hostAndPort(_ authority: ArraySlice<UInt8>) throws(Problem) -> (Host, Int?) {
        let host: Host
        let rest: ArraySlice<UInt8>
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")),
                let address = NetworkAddress(String(decoding: authority[..<close].dropFirst(), as: UTF8.self)),
                address.isIPv6
            else { throw Problem(reason: "its IPv6 address is not valid") }
            host = .address(address)
            rest = authority[(close + 1)...]
        } else {
            let colon = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
            host = try Self.host(String(decoding: authority[..<colon], as: UTF8.self))
            rest = authority[colon...]
        }
        guard !rest.isEmpty else { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == UInt8(ascii: ":"), !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port)
        else { throw Problem(reason: "its port is not between 1 and 65535") }
        return (host, port)
    }

    private static func host(_ text: String) throws(Problem) -> Host {
        // The dot at the end of a full name means nothing to who is called by it.
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard !name.isEmpty else { throw Problem(reason: "it names no host") }
        var labels: [String] = []
        for label in name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "." }) {
            guard let ascii = ascii(label), (1...63).contains(ascii.utf8.count) else {
                throw Problem(reason: "its host is not valid")
            }
            labels.append(ascii)
        }
        let plain = labels.joined(separator: ".")
        guard plain.utf8.count <= 253 else { throw Problem(reason: "its host is not valid") }
        // A name whose last label is a number is an address to some resolvers, and a name to nobody.
        guard let last = labels.last?.utf8, last.allSatisfy({ (48...57).contains($0) }) || last.starts(with: "0x".utf8)
        else { return .name(plain) }
        guard let address = NetworkAddress(looseIPv4: plain) else {
            throw Problem(reason: "its host looks like an address, and is none")
        }
        return .address(address)
    }

    /// A label in lower case; nil for characters that no name has.
    private static func ascii(_ label: Substring) -> String? {
        guard label.utf8.contains(where: { $0 >= 0x80 }) else {
            let isPlain = label.utf8.allSatisfy { byte in
                isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
            return isPlain ? label.lowercased() : nil
        }
        let isName = label.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII { return isLetterOrDigit(UInt8(scalar.value)) || scalar == "-" || scalar == "_" }
            // Forms that are wide, narrow or circled fold to ASCII: no name is registered with them.
            guard scalar.properties.numericType == nil || scalar.properties.generalCategory == .decimalNumber,
                !(0xFF00...0xFFEF).contains(scalar.value), scalar.value != 0x3002
            else { return false }
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .nonspacingMark,
                .spacingMark, .decimalNumber:
                return true
            default: return false
            }
        }
        return isName ? Punycode.encode(label) : nil
    }
}
