package import RivyaSyntax

extension SimulatedService {
    /// What was really charged, for tests that kill a client at any moment and want to know what it paid:
    ///
    ///     {"object":"audit","balance":9890,"charged":110,"refunded":0,"task_count":2,"repeated_bodies":0,
    ///      "repeated_keys":0,"upload_count":0,"tasks":[{"id":"task_...","model":"kling-2-6","status":"succeeded",
    ///      "idempotency_key":"...","body_digest":"...","charged":55,"refunded":0}]}
    ///
    /// `charged` counts what was reserved, also where it was refunded later. `repeated_bodies` counts tasks beyond the
    /// first with the same body, `repeated_keys` tasks beyond the first with the same key, which a key that was
    /// forgotten allows.
    package func audit() -> JSONValue {
        var charged = Number(0)
        var refunded = Number(0)
        var keyed: [String: Int] = [:]
        var entries: [JSONValue] = []
        entries.reserveCapacity(tasks.count)
        for task in tasks {
            charged = charged.adding(task.reserved) ?? charged
            let back = task.isRefunded ? task.reserved : Number(0)
            refunded = refunded.adding(back) ?? refunded
            if let key = task.key { keyed[key, default: 0] += 1 }
            entries.append(
                .object(
                    [
                        .init("id", .string(task.id)),
                        .init("model", .string(task.model)),
                        .init("status", .string(task.state(at: now).rawValue)),
                        .init("idempotency_key", task.key.map { .string($0) } ?? .null),
                        .init("body_digest", .string(task.digest.text)),
                        .init("charged", .number(task.reserved)),
                        .init("refunded", .number(back)),
                    ] + (task.account.isEmpty ? [] : [.init("account", .string(task.account))]))
            )
        }
        return .object([
            .init("object", .string("audit")),
            .init("balance", .number(balance(of: ""))),
            .init("charged", .number(charged)),
            .init("refunded", .number(refunded)),
            .init("task_count", .number(Number(tasks.count))),
            .init("repeated_bodies", .number(Number(takes.values.reduce(0) { $0 + $1 - 1 }))),
            .init("repeated_keys", .number(Number(keyed.values.reduce(0) { $0 + $1 - 1 }))),
            .init("upload_count", .number(Number(files.count))),
            .init("tasks", .array(entries)),
        ])
    }
}
