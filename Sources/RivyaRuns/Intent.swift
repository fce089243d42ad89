import Crypto

/// What was, or will be, sent: kept byte for byte, because repeating it is only safe unchanged.
package struct Intent: Sendable, Hashable {
    package var idempotencyKey: String
    package var body: [UInt8]
    /// How many tasks of the cell had failed, or refusals were replayed, before this one: see `derivedKey`. nil for a
    /// key that an older version drew at random.
    package var generation: Int?
    /// Sets the keys of a run with `--fresh`, and of a session, apart from those of all others.
    package var nonce: String?
    /// When it left, by the machine's uptime; nil where that is not known.
    package var uptime: Uptime?

    package init(idempotencyKey: String, body: [UInt8], generation: Int? = nil, nonce: String? = nil) {
        self.idempotencyKey = idempotencyKey
        self.body = body
        self.generation = generation
        self.nonce = nonce
    }

    /// A create under the key that its content gives it.
    package init(cell: CellKey, body: [UInt8], generation: Int, nonce: String?) {
        self.init(
            idempotencyKey: Self.derivedKey(cell: cell, body: body, generation: generation, nonce: nonce), body: body,
            generation: generation, nonce: nonce)
    }

    /// The idempotency key of a create. Whoever sends the same request for the same account comes to the same key, so
    /// the service gives all of them one task.
    ///
    /// SHA-256 over these fields in this order, each as `tag:length:bytes` and a newline, as in `CellKey`: `rivya-key`
    /// with the version of this form, `1`; `cell` with the cell's key; `body` with the SHA-256 of the exact bytes sent,
    /// in lower-case hexadecimal; `generation` as a decimal number; `nonce` where there is one. The first 16 bytes,
    /// written as a UUID of version 8 (RFC 9562, section 5.8), are the key.
    ///
    /// The bytes are part of it, because a service refuses one key with two bodies: a version that writes a body in
    /// another way, or an upload with another URL, makes another key.
    package static func derivedKey(cell: CellKey, body: [UInt8], generation: Int, nonce: String?) -> String {
        var form = CanonicalForm()
        form.append("rivya-key", "1")
        form.append("cell", cell.description)
        form.append("body", SHA256.hash(data: body).hexadecimal)
        form.append("generation", String(generation))
        if let nonce { form.append("nonce", nonce) }
        var digits = Array(form.digest().prefix(32).utf8)
        digits[12] = UInt8(ascii: "8")
        // The variant: the two highest bits are 10.
        digits[16] = Array("89ab".utf8)[Int(digits[16] & 0b11)]
        let text = String(decoding: digits, as: UTF8.self)
        var parts: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }
}
