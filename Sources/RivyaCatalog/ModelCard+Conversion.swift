import RivyaSyntax

extension ModelCard {
    /// Checks a value that a script gives and turns it into what travels (`Documentation/Language.md`, "gen").
    ///
    /// - Parameter slot: the parameter's place in `parameters`.
    package func convert(
        _ value: ArgumentValue,
        toParameter slot: Int
    ) throws(CatalogProblem) -> WireValue {
        switch parameters[slot].kind {
        case .select(let options):
            return .string(try choose(value, from: options, for: parameters[slot]))
        case .number(let minimum, let maximum, let step):
            let range = NumberRange(minimum: minimum, maximum: maximum, step: step)
            return .number(try number(value, in: range, for: parameters[slot]))
        case .text:
            guard let text = value.scalarText else {
                throw .wrongType(of: parameters[slot], value, model: id, expected: "text")
            }
            return .string(text)
        case .dialogue:
            return .json(try dialogue(value, for: parameters[slot]))
        }
    }

    /// A value for a key that the catalog does not describe (`passesParametersThrough`): it travels as it was written.
    package func passThrough(_ value: ArgumentValue, key: String) throws(CatalogProblem) -> WireValue {
        switch value {
        case .string(let text): return .string(text)
        case .number(let number): return .number(number)
        default:
            guard let json = value.json else {
                throw CatalogProblem(.wrongValueType, "`\(key)` cannot be \(value.typeWithArticle)")
            }
            return .json(json)
        }
    }

    private func choose(
        _ value: ArgumentValue,
        from options: [String],
        for parameter: @autoclosure () -> Parameter
    ) throws(CatalogProblem) -> String {
        guard let text = value.scalarText else {
            throw .wrongType(of: parameter(), value, model: id, expected: "one of its options")
        }
        let option: String?
        if case .number(let number) = value, !number.isWhole {
            // The text of a fraction is rounded: only the number itself can say which option it is.
            option = options.first { Number($0) == number }
        } else {
            option = Parameter.option(matching: text, in: options)
        }
        guard let option else { throw .notAnOption(text, of: parameter(), options: options, model: id) }
        return option
    }

    private func number(
        _ value: ArgumentValue,
        in range: NumberRange,
        for parameter: @autoclosure () -> Parameter
    ) throws(CatalogProblem) -> Number {
        let number: Number
        switch value {
        case .number(let given):
            number = given
        case .string(let text):
            guard let given = Number(text) else { throw .notANumber(value, parameter(), range: range, model: id) }
            number = given
        case .bool, .list, .record, .other:
            throw .notANumber(value, parameter(), range: range, model: id)
        }
        guard range.contains(number) else { throw .outOfRange(number, of: parameter(), range: range, model: id) }
        return number
    }

    private func dialogue(_ value: ArgumentValue, for parameter: Parameter) throws(CatalogProblem) -> JSONValue {
        guard case .list(let lines) = value else {
            throw .wrongType(
                of: parameter, value, model: id, expected: "a list of records", help: CatalogProblem.dialogueHelp)
        }
        guard !lines.isEmpty else {
            throw CatalogProblem(
                .valueNotAllowed, "`\(parameter.key)` needs at least one line", help: CatalogProblem.dialogueHelp)
        }
        var items: [JSONValue] = []
        items.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            guard case .record(let fields) = line else {
                throw .badLine(index, of: parameter, "is \(line.typeWithArticle), not a record")
            }
            if let unknown = fields.first(where: { !Parameter.dialogueKeys.contains($0.key) }) {
                let nearest = Suggestion.nearest(to: unknown.key, among: Parameter.dialogueKeys)
                throw .badLine(
                    index, of: parameter, "has a field `\(unknown.key)` besides `voice` and `text`",
                    help: nearest.map { "did you mean `\($0)`?" })
            }
            var members: [JSONValue.Member] = []
            for key in Parameter.dialogueKeys {
                guard let field = fields.first(where: { $0.key == key }) else {
                    throw .badLine(index, of: parameter, "has no `\(key)`")
                }
                guard case .string(let text) = field.value else {
                    throw .badLine(
                        index, of: parameter, "has \(field.value.typeWithArticle) as its `\(key)`, not text",
                        help: "write it in quotes")
                }
                members.append(JSONValue.Member(key, .string(text)))
            }
            items.append(.object(members))
        }
        return .array(items)
    }
}

extension Parameter {
    /// The fields of a dialogue's line, in the order in which they travel.
    static let dialogueKeys = ["voice", "text"]

    /// The option that a text stands for: the same text, or the same number in another form (`0.50` is `0.5`).
    static func option(matching text: String, in options: [String]) -> String? {
        if let option = options.first(where: { $0 == text }) { return option }
        guard let number = Number(text) else { return nil }
        return options.first { Number($0) == number }
    }
}

extension ArgumentValue {
    /// The text of a scalar; nil for all else.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.description
        case .bool(let flag): flag ? "true" : "false"
        case .list, .record, .other: nil
        }
    }

    /// nil where something in it cannot travel.
    var json: JSONValue? {
        switch self {
        case .string(let text): return .string(text)
        case .number(let number): return .number(number)
        case .bool(let flag): return .bool(flag)
        case .list(let items):
            let values = items.compactMap(\.json)
            return values.count == items.count ? .array(values) : nil
        case .record(let fields):
            let members = fields.compactMap { field in field.value.json.map { JSONValue.Member(field.key, $0) } }
            return members.count == fields.count ? .object(members) : nil
        case .other(let type): return type == "null" ? .null : nil
        }
    }

    /// For messages: `a list`, `an unknown`.
    var typeWithArticle: String {
        switch self {
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "text"
        case .list: "a list"
        case .record: "a record"
        case .other("null"): "`null`"
        case .other(let type): ("aeiou".contains(type.prefix(1)) && !type.isEmpty ? "an " : "a ") + type
        }
    }
}
