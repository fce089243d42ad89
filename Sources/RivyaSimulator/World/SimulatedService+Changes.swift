package import RivyaSyntax

/// A world as one snapshot and what changed since: a few hundred bytes for each request that changes something, where
/// a snapshot of a large world has megabytes.
extension SimulatedService {
    /// What the last request made; the rest of what it changed follows from that and the time.
    enum Effect {
        /// A task, by its place in `tasks`.
        case task(Int)
        /// An upload, by its id.
        case file(String)
    }

    /// What the last request changed; nil where that is nothing that must be remembered.
    package var lastChange: JSONValue? {
        switch effect {
        case .task(let place):
            .object(
                moment + [
                    .init("task", tasks[place].snapshot), .init("status", .number(Number(options.createStatus))),
                ])
        case .file(let id): .object(moment + [.init("file", files[id]?.snapshot ?? .null)])
        case nil: nil
        }
    }

    /// A change that remembers the time and the number of requests alone: with it, faults after a restart are not those
    /// after the start.
    package var lastMoment: JSONValue { .object(moment) }

    private var moment: [JSONValue.Member] {
        [
            .init("now", .number(Number(now))), .init("epoch", epoch.map { .number(Number($0)) } ?? .null),
            .init("requests", .number(Number(requestNumber))),
        ]
    }

    /// Does what a change says. A world that applies the changes of another one, in their order, is where that one is.
    package mutating func apply(_ change: JSONValue) throws(SnapshotError) {
        guard let now = change["now"]?.int, let requests = change["requests"]?.int else { throw .damaged }
        self.now = max(self.now, now)
        epoch = epoch ?? change["epoch"]?.int
        requestNumber = max(requestNumber, requests)
        // As before a request: what was given back could pay for what follows.
        settleRefunds()
        if let value = change["task"] {
            guard let task = SimulatedTask(snapshot: value), let status = change["status"]?.int, add(task, status)
            else { throw .damaged }
        }
        if let value = change["file"] {
            guard let file = SimulatedFile(snapshot: value) else { throw .damaged }
            files[file.id] = file
        }
    }

    /// Adds a new task and takes its credits; false where it does not follow the last one, or cannot be paid for.
    ///
    /// - Parameter status: of the answer that tells of it.
    mutating func add(_ task: SimulatedTask, _ status: Int) -> Bool {
        guard
            task.number == tasks.count + 1, task.reserved <= balance(of: task.account),
            let left = balance(of: task.account).subtracting(task.reserved)
        else { return false }
        balances[task.account] = left
        takes[task.digest, default: 0] += 1
        tasks.append(task)
        if let key = task.key { keys[scoped(key, task.account)] = KeyRecord(task: tasks.count - 1, status: status) }
        if task.failure != nil, task.finishes < .max {
            let place = refunds.firstIndex { $0.time <= task.finishes } ?? refunds.endIndex
            refunds.insert(Refund(time: task.finishes, task: tasks.count - 1), at: place)
        }
        return true
    }

    /// The answer of a service whose world cannot be kept.
    package func failure(_ message: String) -> SimulatorAnswer {
        APIError(500, "internal_error", message).answer(requestID: requestID)
    }
}
