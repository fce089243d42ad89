package import RivyaRuns

/// Where the service is: scheme, host, port and an optional path in front of `/api/v1`.
///
/// Only what is written plainly is taken: a name or an address without user information, query or fragment. The host's
/// characters are restricted here so that no two parsers can disagree about where a key is sent.
package struct BaseURL: Sendable, Hashable {
    package static let standard = BaseURL(scheme: .https, host: "rivya.ai", port: nil, path: "")

    enum Scheme: String, Sendable {
        case http
        case https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    let scheme: Scheme
    /// Lower case; an IPv6 address keeps its brackets.
    let host: String
    /// nil for the scheme's own port.
    let port: Int?
    /// Empty, or `/` and segments without a `/` at the end.
    let path: String

    private init(scheme: Scheme, host: String, port: Int?, path: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// Throws a `.local` error that says what is wrong with `text`.
    /// Plain `http` is taken for loopback hosts only, because a key would travel readable.
    package init(_ text: String) throws(ServiceError) {
        guard let (scheme, rest) = Self.splitScheme(text) else {
            throw Self.problem(text, "it must begin with `https://`")
        }
        guard !rest.contains("?") && !rest.contains("#") else {
            throw Self.problem(text, "it must have no query and no fragment")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        guard !authority.contains("@") else {
            throw Self.problem(text, "it must not hold a user name or password")
        }
        guard let (host, port) = Self.splitAuthority(authority) else {
            throw Self.problem(text, "its host or port is not valid")
        }
        guard let path = Self.normalPath(rest[slash...]) else {
            throw Self.problem(text, "its path is not valid")
        }
        guard scheme == .https || Loopback.contains(host: host) else {
            throw Self.problem(text, "plain `http` is only for this machine (`localhost`, `127.0.0.1`, `[::1]`)")
        }
        self.init(scheme: scheme, host: host, port: port == scheme.defaultPort ? nil : port, path: path)
    }

    /// The base URL in its one normal form: the identity of the account that is charged.
    package var identity: String {
        "\(scheme.rawValue)://\(host)\(port.map { ":\($0)" } ?? "")\(path)"
    }

    /// An endpoint's URL; `endpoint` begins with `/api/v1`.
    func url(of endpoint: String) -> String { identity + endpoint }

    private static func problem(_ text: String, _ reason: String) -> ServiceError {
        // What stands before an `@` may be a password.
        let shown = text.contains("@") ? "the base URL" : "the base URL `\(text)`"
        return ServiceError(.local, "\(shown) is not valid: \(reason)")
    }

    private static func splitScheme(_ text: String) -> (Scheme, Substring)? {
        guard let end = text.firstRange(of: "://") else { return nil }
        guard let scheme = Scheme(rawValue: text[..<end.lowerBound].lowercased()) else { return nil }
        return (scheme, text[end.upperBound...])
    }

    private static func splitAuthority(_ authority: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        let rest: Substring
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[...close]
            rest = authority[authority.index(after: close)...]
            guard host.count > 2, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || ":.".contains($0) }) else {
                return nil
            }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            rest = authority[colon...]
            let isPlain = host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            guard isPlain, !host.isEmpty, !host.hasPrefix("."), !host.contains("..") else { return nil }
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard let port = Int(digits), (1...65535).contains(port) else { return nil }
        return (host.lowercased(), port)
    }

    private static func normalPath(_ path: Substring) -> String? {
        let segments = path.split(separator: "/")
        let isPlain = segments.allSatisfy { segment in
            segment != "." && segment != ".."
                && segment.utf8.allSatisfy { Percent.isUnreserved($0) }
        }
        return isPlain ? segments.map { "/" + $0 }.joined() : nil
    }
}
