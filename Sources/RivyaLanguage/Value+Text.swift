package import RivyaSyntax

extension Value {
    /// The value as text (`Documentation/Language.md`, "Text"). `.unknown` has none; see `firstUnknown`.
    package var text: String {
        switch self {
        case .string(let text): text
        case .number(let number): number.description
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .job(let job): job.text
        case .list, .record:
            json
        case .unknown(let unknown): unknown.placeholder
        case .unset: ""
        }
    }

    /// Compact JSON without spaces. A job is its text, what is unknown is `null`.
    package var json: String {
        var bytes: [UInt8] = []
        writeJSON(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func writeJSON(to bytes: inout [UInt8]) {
        switch self {
        case .null, .unknown, .unset: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): number.write(to: &bytes)
        case .string(let text): JSONValue.writeString(text, to: &bytes)
        case .job(let job): JSONValue.writeString(job.text, to: &bytes)
        case .list(let list):
            bytes.append(UInt8(ascii: "["))
            for (place, item) in list.items.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                item.writeJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .record(let record):
            bytes.append(UInt8(ascii: "{"))
            for (place, field) in record.fields.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONValue.writeString(field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.value.writeJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// What is unknown anywhere inside the value, or nil.
    package var firstUnknown: Unknown? {
        switch self {
        case .unknown(let unknown): return unknown
        case .list(let list) where list.extent.hasUnknown: break
        case .record(let record) where record.extent.hasUnknown: break
        default: return nil
        }
        var jobs: Set<Int> = []
        var seen: Set<ObjectIdentifier> = []
        gatherUnknowns(&jobs, &seen)
        return Unknown(jobs: jobs.sorted())
    }

    private func gatherUnknowns(_ jobs: inout Set<Int>, _ seen: inout Set<ObjectIdentifier>) {
        switch self {
        case .unknown(let unknown):
            if seen.insert(ObjectIdentifier(unknown)).inserted { jobs.formUnion(unknown.jobs) }
        case .list(let list) where list.extent.hasUnknown && seen.insert(ObjectIdentifier(list)).inserted:
            for item in list.items { item.gatherUnknowns(&jobs, &seen) }
        case .record(let record) where record.extent.hasUnknown && seen.insert(ObjectIdentifier(record)).inserted:
            for field in record.fields { field.value.gatherUnknowns(&jobs, &seen) }
        default: return
        }
    }

    /// A value from a JSON document; of a repeated key the last value counts.
    package init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map { Value($0) })
        case .object(let members):
            self = .record(RecordValue([]).merging(members.map { .init(key: $0.key, value: Value($0.value)) }))
        }
    }

    /// The value as a word of the command line or of a CSV cell would be read: number, `true`, `false`, `null`, text.
    package init(word: String) {
        switch word {
        case "true": self = .bool(true)
        case "false": self = .bool(false)
        case "null": self = .null
        default: self = Number(word).map { .number($0) } ?? .string(word)
        }
    }
}

extension Unknown {
    /// What stands in printed text for what is not known yet.
    package var placeholder: String {
        jobs.count == 1
            ? "<unknown until job \(jobs[0])>" : "<unknown until jobs \(jobs.map(String.init).joined(separator: ", "))>"
    }
}
