/// A secret that lives as long as a server: who has the address that was printed has it, and nobody else.
package struct AccessToken: Sendable, CustomStringConvertible {
    /// URL-safe: letters, digits, `-` and `_`.
    package let description: String

    /// A new one, of 192 bits from the system's generator.
    package init() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        description = String(
            decoding: (0..<32).map { _ in alphabet[Int(generator.next(upperBound: UInt64(64)))] }, as: UTF8.self)
    }

    /// Takes as long for a wrong text as for the right one.
    func matches(_ text: some StringProtocol) -> Bool {
        let (own, other) = (Array(description.utf8), Array(text.utf8))
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
