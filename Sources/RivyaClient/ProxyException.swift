import RivyaCatalog

/// An entry of `NO_PROXY`: `*`, a name with all below it, an address, a block of addresses; with a port where only that
/// one is meant.
struct ProxyException: Sendable {
    private enum Kind: Sendable {
        case all
        /// In lower case, without a dot in front.
        case domain(String)
        case block(NetworkAddress, bits: Int)
    }

    private var kind: Kind
    private var port: Int?

    /// Separated by commas or blanks. What cannot be read covers nothing.
    static func list(_ text: String) -> [ProxyException] {
        text.split { $0 == "," || $0.isWhitespace }.compactMap { ProxyException($0) }
    }

    private init?(_ text: Substring) {
        if text == "*" {
            kind = .all
            return
        }
        if let address = NetworkAddress(text) {
            kind = .block(address, bits: address.bytes.count * 8)
            return
        }
        if let slash = text.lastIndex(of: "/") {
            guard let address = NetworkAddress(text[..<slash]), let bits = Int(text[text.index(after: slash)...]),
                (0...address.bytes.count * 8).contains(bits)
            else { return nil }
            kind = .block(address, bits: bits)
            return
        }
        var host = text
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = Int(text[text.index(after: colon)...]) else { return nil }
            port = number
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if let address = NetworkAddress(host) {
            kind = .block(address, bits: address.bytes.count * 8)
            return
        }
        if host.hasPrefix("*.") { host = host.dropFirst(1) }
        if host.hasPrefix(".") { host = host.dropFirst() }
        if host.hasSuffix(".") { host = host.dropLast() }
        guard !host.isEmpty else { return nil }
        kind = .domain(host.lowercased())
    }

    func covers(_ url: WebURL) -> Bool {
        if let port, port != url.port { return false }
        switch (kind, url.host) {
        case (.all, _): return true
        case (.domain(let domain), .name(let name)): return name == domain || name.hasSuffix("." + domain)
        case (.block(let block, let bits), .address(let address)):
            guard block.bytes.count == address.bytes.count else { return false }
            let whole = bits / 8
            guard block.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
            guard bits % 8 > 0 else { return true }
            return (block.bytes[whole] ^ address.bytes[whole]) >> (8 - bits % 8) == 0
        default: return false
        }
    }
}
