import RivyaCatalog
package import RivyaRuns

/// Where the service is: scheme, host, port and an optional path in front of `/api/v1`.
///
/// Only what is written plainly is taken: a name or an address without user information, query or fragment. The host's
/// characters are restricted here so that no two parsers can disagree about where a key is sent.
package struct BaseURL: Sendable, Hashable {
    package static let standard: BaseURL = {
        guard let base = try? BaseURL("https://rivya.ai") else { preconditionFailure("this is a base URL") }
        return base
    }()

    /// What begins every endpoint's path, and is taken off where somebody writes it here.
    private static let version = "/api/v1"

    /// Without a path.
    let url: WebURL
    /// Empty, or `/` and segments without a `/` at the end.
    private let path: String

    /// In lower case; an IPv6 address has brackets.
    var host: String { url.hostText }

    /// Throws a `.local` error that says what is wrong with `text`, and what to write.
    /// Plain `http` is taken for loopback hosts only, because a key would travel readable.
    package init(_ text: String) throws(ServiceError) {
        guard WebURL.claims(text), let end = text.firstRange(of: "://") else {
            throw Self.problem(text, "it must begin with `https://`", write: Self.withScheme(text))
        }
        let rest = text[end.upperBound...]
        if let query = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) {
            throw Self.problem(text, "it must have no query and no fragment", write: String(text[..<query]))
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        guard !authority.contains("@") else {
            throw Self.problem(text, "it must not hold a user name or password")
        }
        guard var path = Self.normalPath(rest[slash...]) else {
            throw Self.problem(text, "its path is not valid")
        }
        while path.hasSuffix(Self.version) { path.removeLast(Self.version.count) }
        // By its spelling: what a resolver makes of `127.1` is not looked at where a key would travel readable.
        let host = Self.host(authority)
        guard text[..<end.lowerBound].lowercased() == "https" || Loopback.contains(host: host) else {
            throw Self.problem(
                text, "plain `http` is only for this machine (`localhost`, `127.0.0.1`, `[::1]`)",
                write: "https://" + rest)
        }
        guard authority.utf8.allSatisfy({ $0 < 0x80 }) else {
            // Letters that only look like others would lead the key elsewhere.
            let plain = try? WebURL(String(text[..<end.upperBound] + authority))
            throw Self.problem(
                text, "its host must be in ASCII", write: plain.map { String($0.text.dropLast()) + path })
        }
        do throws(WebURL.Problem) {
            url = try WebURL(String(text[..<end.upperBound] + authority))
        } catch {
            throw Self.problem(text, error.reason)
        }
        self.path = path
    }

    /// The base URL in its one normal form: the identity of the account that is charged.
    package var identity: String { String(url.text.dropLast()) + path }

    /// An endpoint's URL; `endpoint` begins with `/api/v1`.
    func url(of endpoint: String) -> String { identity + endpoint }

    /// - Parameter write: what would be taken, where that can be told.
    private static func problem(_ text: String, _ reason: String, write other: String? = nil) -> ServiceError {
        // What stands before an `@` may be a password.
        let isShown = !text.contains("@")
        let shown = isShown ? "the base URL `\(Door.shown(text, longest: 200))`" : "the base URL"
        let isRight = other.map { (try? BaseURL($0)) != nil } ?? false
        let advice = isShown && isRight ? "; write `\(other ?? "")`" : ""
        return ServiceError(.local, "\(shown) is not valid: \(reason)\(advice)")
    }

    /// With the scheme that a host is probably meant to have.
    private static func withScheme(_ text: String) -> String {
        // `https:/host` and `https:host` are slips of the same kind.
        let words = ["https:", "http:"]
        let word = words.first { text.lowercased().hasPrefix($0) }
        let rest = text.dropFirst(word?.count ?? 0).drop { $0 == "/" }
        let isHere = Loopback.contains(host: host(rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }))
        return (word ?? (isHere ? "http:" : "https:")) + "//" + rest
    }

    /// What stands before the port.
    private static func host(_ authority: Substring) -> String {
        guard authority.first == "[" else { return String(authority.prefix { $0 != ":" }) }
        return String(authority.prefix { $0 != "]" }) + "]"
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
