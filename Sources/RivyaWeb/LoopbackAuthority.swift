/// The `Host` headers under which this machine is meant.
///
/// Any web page may have its own name point to 127.0.0.1 and then send requests here from the user's browser; its name
/// in the `Host` header gives it away.
enum LoopbackAuthority {
    static func accepts(_ authority: String) -> Bool {
        var host = Substring(authority.lowercased())
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            guard host[host.index(after: colon)...].utf8.allSatisfy({ (48...57).contains($0) }) else { return false }
            host = host[..<colon]
        }
        return ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }
}
