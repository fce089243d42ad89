import RivyaCatalog
package import RivyaLanguage
import RivyaSyntax

extension SessionNames.Variable {
    /// A variable that holds a value. It looks at a few fields and items at most, however large the value is.
    ///
    /// - Parameter state: how the job with a number is doing, in a word: `running`.
    package init(_ name: String, _ value: Value, state: (Int) -> String?) {
        self.init(name, value, depth: 0, state)
    }

    /// Records inside records are described so deep.
    private static let depthLimit = 4
    private static let fieldLimit = 200

    private init(_ name: String, _ value: Value, depth: Int, _ state: (Int) -> String?) {
        func variables(_ record: RecordValue) -> [SessionNames.Variable] {
            guard depth < Self.depthLimit else { return [] }
            return record.fields.prefix(Self.fieldLimit).map { .init($0.key, $0.value, depth: depth + 1, state) }
        }
        self.init(name, type: Self.type(of: value, state))
        switch value {
        case .string(let text): self.text = text
        case .job(let job):
            isJob = true
            fields = Self.jobFields(of: job)
        case .record(let record): fields = variables(record)
        case .list(let list):
            switch list.items.first {
            case .record(let record): itemFields = variables(record)
            case .job(let job):
                isJob = true
                let isOneModel = list.items.prefix(Self.fieldLimit).allSatisfy { item in
                    if case .job(let other) = item {
                        other.request.request.model.id == job.request.request.model.id
                    } else {
                        false
                    }
                }
                itemFields = isOneModel ? Self.jobFields(of: job) : Self.jobFields
            default: break
            }
        default: break
        }
    }

    /// What is said about a field that needs no waiting.
    static let knownAtOnce = "known at once"

    /// What every job has.
    package static let jobFields = jobFields(parameters: [])

    /// - Parameter parameters: the names of its model's parameters, where the model is known.
    static func jobFields(parameters: [String], axes: [String] = []) -> [SessionNames.Variable] {
        let inside = ["params": parameters, "axes": axes]
        return Job.knownFields.map { name in
            let fields = (inside[name] ?? []).map { SessionNames.Variable($0, type: knownAtOnce) }
            return SessionNames.Variable(name, type: knownAtOnce, fields: fields)
        } + Job.awaitedFields.map { SessionNames.Variable($0, type: "reading it waits for the job") }
    }

    private static func jobFields(of job: Job) -> [SessionNames.Variable] {
        jobFields(
            parameters: job.request.request.model.parameters.map(\.key), axes: job.request.axes.map(\.name))
    }

    private static func type(of value: Value, _ state: (Int) -> String?) -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let number): return "number \(number.description.shortened)"
        case .string(let text): return "text \"\(text.shortened)\""
        case .list(let list): return "list of \(contents(of: list.items))"
        case .record(let record): return "record of \(counted(record.fields.count, "field"))"
        case .job(let job): return "job \(job.index)" + (state(job.index).map { ", \($0)" } ?? "")
        case .unknown, .unset: return "not known yet"
        }
    }

    /// `3 text`, `2 jobs`, or `4 items` where they differ or are many.
    private static func contents(of items: [Value]) -> String {
        guard let first = items.first, items.prefix(fieldLimit).allSatisfy({ $0.typeName == first.typeName }) else {
            return counted(items.count, "item")
        }
        return first.typeName == "string" ? "\(items.count) text" : counted(items.count, first.typeName)
    }
}

extension String {
    /// The beginning of what is too long for a list.
    fileprivate var shortened: String { count > 30 ? prefix(29) + "…" : self }
}
