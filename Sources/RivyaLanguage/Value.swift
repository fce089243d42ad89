import RivyaCatalog
package import RivyaSyntax

/// A value of the language.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case number(Number)
    case string(String)
    case list(ListValue)
    case record(RecordValue)
    case job(Job)
    /// What a job will only know when it has finished; exists while planning only.
    case unknown(Unknown)
    /// A variable whose declaration has not been carried out yet.
    case unset

    /// The name of the value's type, as `type` gives it.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .list: "list"
        case .record: "record"
        case .job: "job"
        case .unknown, .unset: "unknown"
        }
    }

    /// The type in a sentence: `a list`, `null`.
    package var typePhrase: String {
        switch self {
        case .null: "null"
        case .bool: "`true` or `false`"
        default: "a \(typeName)"
        }
    }

    /// How many lists and records are inside each other here; 0 for other values.
    package var depth: Int {
        switch self {
        case .list(let list): list.extent.depth
        case .record(let record): record.extent.depth
        default: 0
        }
    }

    package static func list(_ items: [Value]) -> Value { .list(ListValue(items)) }

    package static func whole(_ value: Int) -> Value { .number(.whole(value)) }
}

/// The items of a list. Lists do not change: an operation on one makes another.
package final class ListValue: Sendable {
    package let items: [Value]
    let extent: Extent

    package init(_ items: [Value]) {
        self.items = items
        var extent = Extent()
        for item in items { extent.add(item) }
        self.extent = extent
    }

    private init(_ items: [Value], _ extent: Extent) {
        self.items = items
        self.extent = extent
    }

    /// The items of this list and those of another one.
    func joined(with other: ListValue) -> ListValue {
        ListValue(items + other.items, extent.joined(with: other.extent))
    }
}

/// The fields of a record, keys unique, in order.
package final class RecordValue: Sendable {
    package struct Field: Sendable {
        package var key: String
        package var value: Value
    }

    package let fields: [Field]
    /// Where in a file it stands, for a row of one.
    package let origin: RowOrigin?
    let extent: Extent
    /// For records of many fields only.
    private let places: [ScalarText: Int]?

    private static let searchLimit = 8

    package convenience init(_ fields: [Field], origin: RowOrigin? = nil) {
        self.init(fields, places: fields.count > Self.searchLimit ? Self.places(of: fields) : nil, origin)
    }

    private init(_ fields: [Field], places: [ScalarText: Int]?, _ origin: RowOrigin?) {
        self.fields = fields
        self.places = places
        self.origin = origin
        var extent = Extent()
        for field in fields {
            extent.add(field.value)
            extent.weight += field.key.utf8.count / 64
        }
        self.extent = extent
    }

    private static func places(of fields: [Field]) -> [ScalarText: Int] {
        Dictionary(fields.enumerated().map { (ScalarText($1.key), $0) }, uniquingKeysWith: { _, last in last })
    }

    package func place(of key: String) -> Int? {
        if let places { return places[ScalarText(key)] }
        return fields.firstIndex { sameText($0.key, key) }
    }

    package subscript(key: String) -> Value? {
        place(of: key).map { fields[$0].value }
    }

    /// This record with fields put in: a known key gets the new value in its old place. It stands where it stood.
    package func merging(_ other: [Field]) -> RecordValue {
        var merged = fields
        var places = places ?? Self.places(of: fields)
        for field in other {
            if let place = places[ScalarText(field.key)] {
                merged[place].value = field.value
            } else {
                places[ScalarText(field.key)] = merged.count
                merged.append(field)
            }
        }
        return RecordValue(merged, places: merged.count > Self.searchLimit ? places : nil, origin)
    }
}

/// Text as a key: equal when the Unicode scalars are, without the normalization of `String`.
package struct ScalarText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: ScalarText, b: ScalarText) -> Bool { sameText(a.text, b.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// Stands for what the jobs named here will only tell when they have finished.
package final class Unknown: Sendable {
    /// Indexes of jobs, ascending, without duplicates.
    package let jobs: [Int]

    package init(jobs: [Int]) { self.jobs = jobs }

    package func union(_ other: Unknown) -> Unknown {
        if self === other || jobs == other.jobs { return self }
        var merged: [Int] = []
        merged.reserveCapacity(jobs.count + other.jobs.count)
        var (place, otherPlace) = (0, 0)
        while place < jobs.count || otherPlace < other.jobs.count {
            let job = place < jobs.count ? jobs[place] : .max
            let otherJob = otherPlace < other.jobs.count ? other.jobs[otherPlace] : .max
            merged.append(min(job, otherJob))
            if job <= otherJob { place += 1 }
            if otherJob <= job { otherPlace += 1 }
        }
        return Unknown(jobs: merged)
    }
}

/// A request that was made, as a value.
package final class Job: Sendable {
    package let request: JobRequest
    /// What stands for the parts of the request that are not known while planning, by the names in
    /// `JobRequest.unknown`.
    let unknowns: [String: Unknown]

    init(_ request: JobRequest, unknowns: [String: Unknown]) {
        self.request = request
        self.unknowns = unknowns
    }

    /// The job's number in the run, from 1.
    package var index: Int { request.index }

    /// The job in text.
    package var text: String { request.name ?? "job \(index)" }

    /// The fields known at once, then those that reading waits for.
    package static let knownFields = ["name", "model", "prompt", "params", "axes", "index"]
    package static let awaitedFields = ["id", "status", "url", "urls", "path", "credits", "error", "seconds"]

    /// A field that is known at once; nil for any other.
    func knownField(_ name: String) -> Value? {
        switch name {
        case "name": unknowns["name"].map { .unknown($0) } ?? request.name.map { .string($0) } ?? .null
        case "model": .string(request.request.model.id)
        case "prompt": unknowns["prompt"].map { .unknown($0) } ?? request.request.prompt.map { .string($0) } ?? .null
        case "params": .record(parameters)
        case "axes": .record(RecordValue([]).merging(request.axes.map { .init(key: $0.name, value: $0.value) }))
        case "index": .whole(index)
        default: nil
        }
    }

    /// The parameters as they travel.
    private var parameters: RecordValue {
        var fields: [RecordValue.Field] = []
        for (parameter, value) in zip(request.request.model.parameters, request.request.values) {
            if let unknown = unknowns["params.\(parameter.key)"] {
                fields.append(.init(key: parameter.key, value: .unknown(unknown)))
            } else if let value {
                fields.append(.init(key: parameter.key, value: Value(value)))
            }
        }
        for passed in request.request.passedThrough {
            fields.append(.init(key: passed.key, value: Value(passed.value)))
        }
        return RecordValue(fields)
    }
}

extension Value {
    /// A value as it travels.
    init(_ wire: WireValue) {
        switch wire {
        case .string(let text): self = .string(text)
        case .number(let number): self = .number(number)
        case .json(let json): self = Value(json)
        }
    }
}
