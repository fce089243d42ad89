/// Which hosts are this machine, by their spelling alone: no name is looked up, so no resolver can say otherwise.
enum Loopback {
    /// `localhost`, `127.0.0.0/8` in four decimal parts, and `::1` with or without brackets.
    static func contains(host: String) -> Bool {
        switch host.lowercased() {
        case "localhost", "::1", "[::1]": true
        case let name: isLoopbackIPv4(name)
        }
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }) else {
                return false
            }
            // A leading zero would be read as octal by some resolvers.
            guard part == "0" || !part.hasPrefix("0") else { return false }
            return UInt8(part) != nil
        }
    }
}
