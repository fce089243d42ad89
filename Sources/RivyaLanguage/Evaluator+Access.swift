import RivyaSyntax

extension Evaluator {
    func field(_ name: String, of base: Value, _ pc: Int) throws(EvaluationEnd) -> Value {
        switch base {
        case .record(let record):
            if let value = record[name] { return value }
            let keys = record.fields.map(\.key)
            throw failure(
                .unknownField, "the record has no field `\(name)`", pc,
                help: Suggestion.nearest(to: name, among: keys).map { "did you mean `\($0)`?" } ?? fieldList(keys))
        case .job(let job):
            try spend(20, pc)
            return try field(name, of: job, pc)
        case .unknown: return base
        default:
            throw failure(
                .typeMismatch, "\(base.typePhrase) has no fields", pc,
                help: base.depth > 0
                    ? "take an item first: `$xs[0].\(name)`" : "put `${name}` in quotes to have text follow it")
        }
    }

    private func fieldList(_ keys: [String]) -> String {
        if keys.isEmpty { return "the record is empty" }
        let shown = keys.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
        return "it has: \(shown)\(keys.count > 12 ? ", … (\(keys.count) in all)" : "")"
    }

    private func field(_ name: String, of job: Job, _ pc: Int) throws(EvaluationEnd) -> Value {
        if let known = job.knownField(name) { return known }
        guard Job.awaitedFields.contains(name) else {
            let names = Job.knownFields + Job.awaitedFields
            throw failure(
                .unknownField, "a job has no field `\(name)`", pc,
                help: Suggestion.nearest(to: name, among: names).map { "did you mean `\($0)`?" } ?? fieldList(names))
        }
        var outcome: JobOutcome?
        try perform { () throws(HostFailure) in outcome = try host.outcome(of: job.index) }
        guard let outcome else { return .unknown(Unknown(jobs: [job.index])) }
        switch name {
        case "id": return outcome.id.map { .string($0) } ?? .null
        case "status": return .string(outcome.status)
        case "url": return outcome.urls.first.map { .string($0) } ?? .null
        case "urls": return .list(outcome.urls.map { .string($0) })
        case "path": return outcome.path.map { .string($0) } ?? .null
        case "credits": return outcome.credits.map { .number($0) } ?? .null
        case "error": return outcome.error.map { .string($0) } ?? .null
        default: return outcome.seconds.map { .number($0) } ?? .null
        }
    }

    func item(_ index: Value, of base: Value, _ pc: Int) throws(EvaluationEnd) -> Value {
        if case .unknown(let unknown) = index { throw needs(unknown, pc) }
        switch base {
        case .list(let list):
            guard case .number(let number) = index, number.isWhole else {
                throw failure(.typeMismatch, "the index of a list is a whole number, here is \(index.typePhrase)", pc)
            }
            let count = list.items.count
            guard let place = number.int, place < count, place >= -count else {
                throw failure(
                    .indexOutOfRange, "there is no item \(number) in a list of \(count)", pc,
                    help: count == 0 ? "the list is empty" : "the items are 0 to \(count - 1); -1 is the last")
            }
            return list.items[place < 0 ? place + count : place]
        case .record(let record):
            guard case .string(let key) = index else {
                throw failure(.typeMismatch, "the key of a record is text, here is \(index.typePhrase)", pc)
            }
            if let value = record[key] { return value }
            let keys = record.fields.map(\.key)
            throw failure(
                .unknownField, "the record has no key `\(key)`", pc,
                help: Suggestion.nearest(to: key, among: keys).map { "did you mean `\($0)`?" } ?? fieldList(keys))
        case .unknown: return base
        case .string:
            throw failure(.typeMismatch, "text is not indexed", pc, help: "take it apart with `split` or `lines` first")
        default: throw failure(.typeMismatch, "\(base.typePhrase) is not indexed", pc)
        }
    }

    func list(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> Value {
        try spend(Int(step.c) / 4, pc)
        try allocate(Size.list(Int(step.c)), pc)
        let items = operands(step.b, step.c)
        return try checkedDepth(.list(items), pc)
    }

    func record(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> Value {
        let keys = program.shapes[Int(step.b)]
        var fields: [RecordValue.Field] = []
        fields.reserveCapacity(keys.count)
        for (place, key) in keys.enumerated() {
            fields.append(.init(key: key, value: slots[Int(program.operands[Int(step.c) + place])]))
        }
        try spend(fields.count / 4, pc)
        try allocate(Size.record(fields.count), pc)
        return try checkedDepth(.record(RecordValue(fields)), pc)
    }

    /// Text with values put in.
    func joined(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> Value {
        var unknown: Unknown?
        var text = ""
        var length = 0
        for place in Int(step.b)..<Int(step.b + step.c) {
            if case .string(let piece) = slots[Int(program.operands[place])] { length += piece.utf8.count }
        }
        try spend(Int(step.c) / 4, pc)
        if length > 15, length <= limits.stringLength { text.reserveCapacity(length) }
        for place in Int(step.b)..<Int(step.b + step.c) {
            let slot = Int(program.operands[place])
            let isFull = text.utf8.count > limits.stringLength
            if case .string(let piece) = slots[slot] {
                if !isFull { text += piece }
                continue
            }
            let value = slots[slot]
            if let found = value.firstUnknown {
                try spend(found.jobs.count / 8, pc)
                unknown = unknown?.union(found) ?? found
            } else if !isFull {
                // Every step of its weight is at least one byte.
                if value.weight > limits.stringLength { throw textTooLong(pc) }
                text += try self.text(of: value, pc)
            }
        }
        if let unknown {
            try allocate(Size.object + unknown.jobs.count * MemoryLayout<Int>.stride, pc)
            return .unknown(unknown)
        }
        if text.utf8.count > 15 {
            guard text.utf8.count <= limits.stringLength else { throw textTooLong(pc) }
            try spend(text.utf8.count / 64, pc)
            try allocate(Size.text(text.utf8.count), pc)
        }
        return .string(text)
    }

    private func textTooLong(_ pc: Int) -> EvaluationEnd {
        failure(.stringTooLong, "the text would be longer than 1 MiB", pc, help: "work with shorter text")
    }

    func bounds(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> RangeBounds {
        func end(_ offset: Int, _ what: String) throws(EvaluationEnd) -> Number {
            switch slots[Int(program.operands[Int(step.b) + offset])] {
            case .number(let number): return number
            case .unknown(let unknown): throw needs(unknown, pc)
            case let other:
                throw failure(.typeMismatch, "\(what) of a range is a number, here is \(other.typePhrase)", pc)
            }
        }
        let lower = try end(0, "the start")
        let upper = try end(1, "the end")
        let stride = program.operands[Int(step.b) + 2] < 0 ? .whole(1) : try end(2, "the step")
        guard !stride.isZero else {
            throw failure(
                .zeroStep, "the step of a range cannot be 0", pc,
                help: "count up with a positive step, down with a negative one")
        }
        guard let distance = upper.subtracting(lower), let quotient = distance.divided(by: stride),
            let steps = quotient.rounded(toDigits: 0, .down)
        else { throw failure(.numberTooLarge, "the range is too large", pc) }
        if quotient.isNegative { return RangeBounds(lower: lower, step: stride, count: 0) }
        guard let whole = steps.int, whole < limits.listLength else {
            throw failure(
                .listTooLong, "the range has more than \(limits.listLength) numbers", pc, help: "use a larger step")
        }
        let endsOnUpper = step.c == 0 && steps == quotient
        return RangeBounds(lower: lower, step: stride, count: endsOnUpper ? whole : whole + 1)
    }

    func range(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> Value {
        let bounds = try bounds(step, pc)
        try spend(bounds.count, pc)
        try allocate(Size.list(bounds.count) + (bounds.machineNumbers == nil ? bounds.count * Size.decimal : 0), pc)
        var items: [Value] = []
        items.reserveCapacity(bounds.count)
        for place in 0..<bounds.count { items.append(.number(bounds[place])) }
        return .list(items)
    }

    func iterator(over value: Value, _ pc: Int) throws(EvaluationEnd) -> SlotIterator {
        switch value {
        case .list(let list): return SlotIterator(list)
        case .unknown(let unknown): throw needs(unknown, pc)
        case .record:
            throw failure(
                .typeMismatch, "a loop goes over a list, here is a record", pc, help: "use `keys(...)` or `values(...)`"
            )
        case .string:
            throw failure(
                .typeMismatch, "a loop goes over a list, here is text", pc,
                help: "put a single value in brackets, or take text apart with `lines` or `split`")
        default: throw failure(.typeMismatch, "a loop goes over a list, here is \(value.typePhrase)", pc)
        }
    }

    func takeApart(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) {
        switch slots[Int(step.a)] {
        case .list(let list):
            guard list.items.count == Int(step.c) else {
                throw failure(
                    .typeMismatch, "there are \(step.c) names for a list of \(list.items.count)", pc,
                    help: "give as many names as each list has items")
            }
            for (place, item) in list.items.enumerated() { slots[Int(program.operands[Int(step.b) + place])] = item }
        case .unknown(let unknown):
            for place in 0..<Int(step.c) { slots[Int(program.operands[Int(step.b) + place])] = .unknown(unknown) }
        case let other:
            throw failure(
                .typeMismatch, "names in parentheses take lists apart, here is \(other.typePhrase)", pc,
                help: "use one name without parentheses")
        }
    }

    func append(_ value: Value, to builder: Int, _ pc: Int) throws(EvaluationEnd) {
        builders[builder].append(value)
        let count = builders[builder].count
        guard count <= limits.listLength else {
            throw failure(
                .listTooLong, "the list has more than \(limits.listLength) items", pc,
                help: "work with fewer values at a time")
        }
        // A list that grows has room for as many items again.
        allocated += 2 * MemoryLayout<Value>.stride
        if allocated > auditThreshold { try audit(adding: 0, pc) }
    }
}
