import RivyaCatalog
import RivyaRuns

/// A proxy as an environment variable names it.
package struct NetworkProxy: Sendable, Hashable {
    enum Kind: String, Sendable {
        case http
        case socks5
    }

    /// The variable that named it.
    package let variable: String
    let kind: Kind
    /// A name, or an address without brackets.
    let host: String
    let port: Int
    let user: String?
    let password: String?

    /// `http://user:***@host:3128`: everything but the password.
    package var shown: String {
        let login = user.map { user in
            Percent.encode(user) + (password == nil ? "" : ":***") + "@"
        }
        return "\(kind.rawValue)://\(login ?? "")\(place)"
    }

    /// Without user and password, for messages.
    var place: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    /// Throws a `.local` error that does not repeat the text: it may hold a password.
    init(_ text: String, variable: String) throws(ServiceError) {
        func problem(_ reason: String) -> ServiceError {
            ServiceError(
                .local,
                "`\(variable)` names no proxy: \(reason); write it as `http://host:port` or "
                    + "`http://user:password@host:port`")
        }
        var rest = text[...]
        var scheme = "http"
        if let end = text.firstRange(of: "://") {
            scheme = text[..<end.lowerBound].lowercased()
            rest = text[end.upperBound...]
        }
        switch scheme {
        case "http": kind = .http
        case "socks", "socks5", "socks5h": kind = .socks5
        case "https": throw problem("one that is spoken to over TLS is not known here")
        default: throw problem("its scheme is neither `http` nor `socks5`")
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var login: Substring?
        if let at = rest.lastIndex(of: "@") {
            login = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        let url: WebURL
        do throws(WebURL.Problem) {
            url = try WebURL("http://" + rest)
        } catch {
            throw problem(error.reason)
        }
        host =
            switch url.host {
            case .name(let name): name
            case .address(let address): address.text
            }
        let hasPort = rest.utf8.last.map { (48...57).contains($0) } == true && Self.names(port: url.port, rest)
        port = kind == .socks5 && !hasPort ? 1080 : url.port
        (user, password) = try Self.login(login, problem)
        guard kind == .http || user == nil else { throw problem("a user name for `socks5` is not known here") }
        self.variable = variable
    }

    private static func names(port: Int, _ authority: Substring) -> Bool {
        authority.hasSuffix(":\(port)") && !authority.hasSuffix("::\(port)")
    }

    private static func login(
        _ login: Substring?, _ problem: (String) -> ServiceError
    ) throws(ServiceError) -> (user: String?, password: String?) {
        guard let login else { return (nil, nil) }
        let parts = login.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        // A `%` that begins no code is meant as it is.
        let words = parts.map { Percent.decode($0) ?? String($0) }
        guard words.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw problem("its user name or password holds control characters")
        }
        return (words[0], words.count > 1 ? words[1] : nil)
    }
}
