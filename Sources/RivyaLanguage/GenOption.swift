import RivyaCatalog
import RivyaSyntax

/// The options of `gen`, by their names, and what they take.
package enum GenOption: String, Sendable, CaseIterable {
    case name
    case repetition = "repeat"
    case save, after, timeout, tag

    /// What is wrong with an option's value; nil where nothing is.
    static func problem(_ kind: GenOption, _ value: Value) -> CatalogProblem? {
        switch kind {
        case .name, .tag:
            return scalarText(value) == nil ? wrong(kind, value, "text") : nil
        case .repetition:
            guard case .number(.whole(let count)) = value, count >= 1 else {
                return wrong(kind, value, "a whole number from 1")
            }
            return nil
        case .save:
            guard case .string(let text) = value else { return wrong(kind, value, "a template in text") }
            do throws(CatalogProblem) {
                _ = try OutputTemplate(text)
                return nil
            } catch {
                return error
            }
        case .after:
            return jobs(in: value) == nil ? wrong(kind, value, "a job or a list of jobs") : nil
        case .timeout:
            guard case .string(let text) = value, Duration(scriptText: text) != nil else {
                return wrong(kind, value, "a duration such as `90s`, `10m` or `2h`")
            }
            return nil
        }
    }

    /// Text, and numbers and booleans as their text.
    static func scalarText(_ value: Value) -> String? {
        switch value {
        case .string, .number, .bool: value.text
        default: nil
        }
    }

    /// The jobs of a job or of a list of them, lists inside lists included; nil where there is anything else.
    static func jobs(in value: Value) -> [Job]? {
        var jobs: [Job] = []
        // A list that is there twice has nothing new the second time.
        var seen: Set<ObjectIdentifier> = []
        return gather(value, &jobs, &seen) ? jobs : nil
    }

    private static func gather(_ value: Value, _ jobs: inout [Job], _ seen: inout Set<ObjectIdentifier>) -> Bool {
        switch value {
        case .job(let job): jobs.append(job)
        case .list(let list):
            guard seen.insert(ObjectIdentifier(list)).inserted else { return true }
            return list.items.allSatisfy { gather($0, &jobs, &seen) }
        default: return false
        }
        return true
    }

    private static func wrong(_ kind: GenOption, _ value: Value, _ expected: String) -> CatalogProblem {
        CatalogProblem(
            .badOptionValue, "`\(kind.flag)` cannot be `\(value.brief)`", label: "expected \(expected)",
            help: "write `\(kind.flag)` with \(expected)")
    }
}

extension ArgumentValue {
    /// A value as the catalog checks it; nil for null and for what is not known.
    init?(_ value: Value) {
        switch value {
        case .null, .unset, .unknown: return nil
        case .bool(let value): self = .bool(value)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .list(let list):
            var items: [ArgumentValue] = []
            for item in list.items {
                guard let converted = ArgumentValue(item) else { return nil }
                items.append(converted)
            }
            self = .list(items)
        case .record(let record):
            var fields: [Field] = []
            for field in record.fields {
                guard let converted = ArgumentValue(field.value) else { return nil }
                fields.append(.init(key: field.key, value: converted))
            }
            self = .record(fields)
        case .job: self = .other("job")
        }
    }
}
