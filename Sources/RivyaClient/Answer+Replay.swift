import NIOHTTP1

extension Answer {
    /// A header says that this repeats an earlier answer to the same idempotency key. The service documents none; these
    /// are the forms in use: `Idempotent-Replayed: true`, `Idempotency-Replayed`, `X-Idempotency-Status: replayed`.
    var isReplay: Bool {
        headers.contains { name, value in
            let name = name.lowercased()
            guard name.contains("idempoten") else { return false }
            let value = value.lowercased()
            if name.contains("replay") { return !["", "false", "0", "no"].contains(value) }
            return ["replay", "cached", "duplicate", "hit"].contains { value.contains($0) }
        }
    }
}
