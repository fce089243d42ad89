import RivyaCatalog
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

    /// Counts steps that are work at once, and ends the script where there are none left.
    func spend(_ steps: Int, _ pc: Int) throws(EvaluationEnd) {
        stepsLeft -= steps
        if stepsLeft < 0 { try takeSteps(pc) }
    }

    /// Comparing long values is work.
    func spend(comparing a: Value, _ b: Value, _ pc: Int) throws(EvaluationEnd) {
        switch (a, b) {
        case (.string, .string), (.list, .list), (.record, .record): try spend(min(a.weight, b.weight) - 1, pc)
        default: return
        }
    }

    /// The text of a value, where the script can afford it.
    func text(of value: Value, _ pc: Int) throws(EvaluationEnd) -> String {
        try spend(value.weight - 1, pc)
        guard value.weight <= limits.memory / 64 else { throw memoryLimit(pc) }
        return value.text
    }

    /// Counts the memory of a value and of its items, which a function has made.
    func allocate(_ value: Value, _ pc: Int) throws(EvaluationEnd) {
        var bytes = ownBytes(value)
        switch value {
        case .list(let list): for item in list.items { bytes += ownBytes(item) }
        case .record(let record): for field in record.fields { bytes += ownBytes(field.value) }
        default: break
        }
        try allocate(bytes, pc)
    }

    /// Counts memory that is about to be taken.
    func allocate(_ bytes: Int, _ pc: Int) throws(EvaluationEnd) {
        allocated += bytes
        if allocated > auditThreshold { try audit(adding: bytes, pc) }
    }

    /// What a value takes beside its place in a slot or list; what its items take is not in it.
    private func ownBytes(_ value: Value) -> Int {
        switch value {
        case .string(let text): Size.text(text.utf8.count)
        case .list(let list): Size.list(list.items.count)
        case .record(let record): Size.record(record.fields.count)
        case .number(.decimal): Size.decimal
        case .unknown(let unknown): Size.object + unknown.jobs.count * MemoryLayout<Int>.stride
        case .job(let job): size(of: job.request)
        default: 0
        }
    }

    /// About what a request takes.
    func size(of request: JobRequest) -> Int {
        var bytes = 512 + request.axes.count * MemoryLayout<JobRequest.Axis>.stride
        bytes += Size.text(request.request.prompt?.utf8.count ?? 0) + Size.text(request.name?.utf8.count ?? 0)
        for tag in request.tags { bytes += MemoryLayout<String>.stride + Size.text(tag.utf8.count) }
        return bytes + (request.request.references.count + request.dependsOn.count) * 64
    }

    /// Bytes of memory, about.
    enum Size {
        /// An object or a buffer without what it holds, as the system hands it out.
        static let object = 64
        static let decimal = 64

        /// Short text needs no memory of its own.
        static func text(_ count: Int) -> Int { count > 15 ? count + object : 0 }

        /// An audit notes each list and record for a while.
        static func list(_ count: Int) -> Int { count * MemoryLayout<Value>.stride + 2 * object + 32 }

        static func record(_ count: Int) -> Int {
            // Many fields have a table of their places.
            count * (MemoryLayout<RecordValue.Field>.stride + (count > 8 ? 48 : 0)) + 2 * object + 32
        }
    }

    /// Counts the bytes of every value that can still be reached. Done only after much was allocated, so that its cost
    /// is a small share of the work in between.
    ///
    /// - Parameter new: bytes that are about to be taken.
    func audit(adding new: Int, _ pc: Int) throws(EvaluationEnd) {
        var seen: Set<ObjectIdentifier> = []
        var seenText: Set<UnsafeRawPointer> = []
        var bytes = new + outputPathBytes
        var count = 0
        var pending: [Value] = []
        func add(_ items: some Sequence<Value>) {
            for item in items {
                count += 1
                switch item {
                case .list(let list):
                    guard seen.insert(ObjectIdentifier(list)).inserted else { continue }
                    pending.append(item)
                case .record(let record):
                    guard seen.insert(ObjectIdentifier(record)).inserted else { continue }
                    pending.append(item)
                case .job(let job): guard seen.insert(ObjectIdentifier(job)).inserted else { continue }
                case .unknown(let unknown): guard seen.insert(ObjectIdentifier(unknown)).inserted else { continue }
                case .string(let text) where text.utf8.count >= 256:
                    // Long text is often in several places: its memory counts once.
                    let place = text.utf8.withContiguousStorageIfAvailable { UnsafeRawPointer($0.baseAddress) }
                    if let place, let place, !seenText.insert(place).inserted { continue }
                default: break
                }
                bytes += ownBytes(item)
            }
        }
        add(UnsafeBufferPointer(start: slots, count: program.slots.count))
        for builder in UnsafeBufferPointer(start: builders, count: program.builders) {
            bytes += builder.capacity * MemoryLayout<Value>.stride
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
        guard bytes <= limits.memory else { throw memoryLimit(pc) }
        try spend(count / 8, pc)
        allocated = 0
        auditThreshold = max(min(limits.memory / 4, 64 << 20), min(bytes, limits.memory - bytes))
    }

    func memoryLimit(_ pc: Int) -> EvaluationEnd {
        failure(
            .memoryLimit, "the values of the script take more than \(limits.memory >> 20) MiB", pc,
            help: "keep fewer values at a time, or raise the limit with `--max-memory`")
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
