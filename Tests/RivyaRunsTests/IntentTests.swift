import RivyaRuns
import Testing

struct IntentTests {
    private let cell = CellKey(stored: "e578316426ead4593473e59d17ab1a6fdef12c72030ae63438d8446862befd5f")
    private let body = Array(#"{"model":"m"}"#.utf8)

    private func key(cell: CellKey? = nil, body: [UInt8]? = nil, _ generation: Int = 0, nonce: String? = nil) -> String
    {
        Intent.derivedKey(cell: cell ?? self.cell, body: body ?? self.body, generation: generation, nonce: nonce)
    }

    /// The form is a promise between machines: with another one, colleagues pay for each other's requests. The keys were
    /// computed with Python's hashlib from the form's description.
    @Test func theFormIsStable() {
        #expect(key() == "2e9fa44b-d25b-82cd-9941-02e6621f23f5")
        #expect(key(2, nonce: "n") == "ebeba602-d55a-8bfc-b833-785781bcb137")
    }

    @Test func everythingCounts() {
        let other = CellKey(stored: String(repeating: "0", count: 64))
        let keys = [key(), key(1), key(nonce: "a"), key(nonce: "b"), key(cell: other), key(body: body + [32])]
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.utf8.count == 36 })
    }
}
