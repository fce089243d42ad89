import RivyaSyntax

extension Evaluator {
    func charge(_ steps: Int) { stepsLeft -= steps }

    /// How much work a value is, in steps: items, and text by the 64 bytes.
    func size(of value: Value) -> Int {
        switch value {
        case .list(let list): list.items.count
        case .record(let record): record.fields.count
        case .string(let text): text.utf8.count / 64
        default: 0
        }
    }

    func allocate(_ value: Value, _ pc: Int) throws(EvaluationEnd) {
        switch value {
        case .string(let text): try allocate(text.utf8.count, pc)
        case .list(let list):
            var bytes = list.items.count * MemoryLayout<Value>.stride
            for item in list.items.prefix(1) { bytes += list.items.count * ownBytes(item) }
            try allocate(bytes, pc)
        case .record(let record): try allocate(record.fields.count * MemoryLayout<RecordValue.Field>.stride, pc)
        default: break
        }
    }

    func allocate(_ bytes: Int, _ pc: Int) throws(EvaluationEnd) {
        allocated += bytes
        if allocated > auditThreshold { try audit(pc) }
    }

    private func ownBytes(_ value: Value) -> Int {
        switch value {
        case .string(let text): text.utf8.count > 15 ? text.utf8.count + 32 : 0
        case .list(let list): list.items.count * MemoryLayout<Value>.stride + 64
        case .record(let record): record.fields.count * MemoryLayout<RecordValue.Field>.stride + 64
        default: 0
        }
    }

    /// Counts the bytes of every value that can still be reached. Done only after much was allocated, so that its cost
    /// is a small share of the work in between.
    func audit(_ pc: Int) throws(EvaluationEnd) {
        var seen: Set<ObjectIdentifier> = []
        var bytes = 0
        var pending: [Value] = []
        func add(_ items: some Sequence<Value>) {
            for item in items {
                switch item {
                case .list(let list):
                    guard seen.insert(ObjectIdentifier(list)).inserted else { continue }
                    pending.append(item)
                case .record(let record):
                    guard seen.insert(ObjectIdentifier(record)).inserted else { continue }
                    pending.append(item)
                default: break
                }
                bytes += ownBytes(item)
            }
        }
        add(UnsafeBufferPointer(start: slots, count: program.slots.count))
        for builder in UnsafeBufferPointer(start: builders, count: program.builders) {
            bytes += builder.count * MemoryLayout<Value>.stride
            add(builder)
        }
        for iterator in UnsafeBufferPointer(start: iterators, count: program.iterators) { add(iterator.items) }
        while let value = pending.popLast() {
            switch value {
            case .list(let list): add(list.items)
            case .record(let record): add(record.fields.lazy.map(\.value))
            default: break
            }
        }
        guard bytes <= limits.memory else {
            throw failure(
                .memoryLimit, "the values of the script take more than \(limits.memory >> 20) MiB", pc,
                help: "keep fewer values at a time, or raise the limit with `--max-memory`")
        }
        allocated = 0
        auditThreshold = max(min(limits.memory / 4, 64 << 20), min(bytes, limits.memory - bytes))
    }

    func checkedDepth(_ value: Value, _ pc: Int) throws(EvaluationEnd) -> Value {
        guard value.depth > limits.depth else { return value }
        throw failure(
            .nestingTooDeep, "lists and records are nested more than \(limits.depth) levels deep", pc,
            help: "build flat lists")
    }

    func stepLimit(_ pc: Int) -> EvaluationEnd {
        failure(
            .stepLimit, "the script takes more than \(limits.steps) steps", pc,
            help: "make its loops smaller, or raise the limit with `--max-steps`")
    }
}
