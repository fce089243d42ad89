import Crypto

/// By what a ledger knows the API key that something was sent with, without having it.
///
/// HMAC-SHA256 of the key's bytes, in lower-case hexadecimal. The code's own key is a constant of the program, so that
/// ledgers can be compared; it keeps tables of digests that others have made from being of use.
package struct CredentialDigest: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let description: String

    package init(ofKey key: String) {
        let constant = SymmetricKey(data: Array("rivya ledger, credential, 1".utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(key.utf8), using: constant)
        description = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The inverse of `description`, as the ledger keeps it.
    package init(stored text: String) {
        description = text
    }
}
