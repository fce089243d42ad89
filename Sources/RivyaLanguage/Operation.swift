import RivyaSyntax

/// The operators on values, apart from where they stand.
enum Operation {
    struct Failure: Error {
        var code: DiagnosticCode
        var message: String
        var help: String?
    }

    enum Outcome {
        case value(Value)
        case failure(Failure)
    }

    /// A failure's place on one of the two operands is the operator's; the evaluator knows it.
    static func arithmetic(_ op: Opcode, _ a: Value, _ b: Value, limits: Limits) -> Outcome {
        switch (a, b) {
        case (.number(let x), .number(let y)): return calculate(op, x, y)
        case (.unknown(let x), .unknown(let y)): return .value(.unknown(x.union(y)))
        case (.unknown(let x), _), (_, .unknown(let x)): return .value(.unknown(x))
        default: break
        }
        guard op == .add else {
            let (verb, symbol) = words(op)
            return .failure(
                Failure(
                    code: .typeMismatch,
                    message: "`\(symbol)` \(verb) numbers, not \(a.typePhrase) and \(b.typePhrase)",
                    help: numberHelp(a, b)))
        }
        switch (a, b) {
        case (.string(let x), .string(let y)):
            guard x.utf8.count + y.utf8.count <= limits.stringLength else {
                return .failure(
                    Failure(
                        code: .stringTooLong, message: "the text would be longer than 1 MiB",
                        help: "work with shorter text"))
            }
            return .value(.string(x + y))
        case (.list(let x), .list(let y)):
            guard x.items.count + y.items.count <= limits.listLength else {
                return .failure(
                    Failure(
                        code: .listTooLong, message: "the list would have more than \(limits.listLength) items",
                        help: "work with fewer values at a time"))
            }
            return .value(.list(x.joined(with: y)))
        case (.record(let x), .record(let y)):
            return .value(.record(x.merging(y.fields)))
        default:
            return .failure(
                Failure(
                    code: .typeMismatch,
                    message:
                        "`+` adds numbers, or joins two texts, lists or records, not \(a.typePhrase) and \(b.typePhrase)",
                    help: joinHelp(a, b)))
        }
    }

    private static func words(_ op: Opcode) -> (String, String) {
        switch op {
        case .subtract: ("subtracts", "-")
        case .multiply: ("multiplies", "*")
        case .divide: ("divides", "/")
        default: ("divides", "%")
        }
    }

    private static func numberHelp(_ a: Value, _ b: Value) -> String? {
        if case .string(let text) = a, Number(text) != nil { return "turn text into a number with `num(...)`" }
        if case .string(let text) = b, Number(text) != nil { return "turn text into a number with `num(...)`" }
        return nil
    }

    private static func joinHelp(_ a: Value, _ b: Value) -> String? {
        switch (a, b) {
        case (.string, _), (_, .string):
            "put values into text as `\"... $name ...\"`, or turn text into a number with `num(...)`"
        case (.list, _), (_, .list): "put a single item in brackets: `[...]`"
        default: nil
        }
    }

    private static func calculate(_ op: Opcode, _ x: Number, _ y: Number) -> Outcome {
        let result: Number?
        switch op {
        case .add: result = x.adding(y)
        case .subtract: result = x.subtracting(y)
        case .multiply: result = x.multiplied(by: y)
        default:
            guard !y.isZero else {
                return .failure(
                    Failure(
                        code: .divisionByZero, message: "division by zero",
                        help: "check the divisor first, as in `if $n != 0 then $total / $n else 0`"))
            }
            result = op == .divide ? x.divided(by: y) : x.remainder(dividingBy: y)
        }
        guard let result else {
            return .failure(
                Failure(
                    code: .numberTooLarge, message: "the result is too large",
                    help: "numbers reach up to 10 to the power of 6000"))
        }
        return .value(.number(result))
    }

    static func compare(_ op: Opcode, _ a: Value, _ b: Value) -> Outcome {
        switch op {
        case .equal, .notEqual:
            guard let isEqual = a.equals(b) else { return .value(.unknown(unknown(a, b))) }
            return .value(.bool(isEqual == (op == .equal)))
        default: break
        }
        let order: Int
        switch (a, b) {
        case (.number(let x), .number(let y)): order = x < y ? -1 : (x == y ? 0 : 1)
        case (.string(let x), .string(let y)):
            order = sameText(x, y) ? 0 : (x.utf8.lexicographicallyPrecedes(y.utf8) ? -1 : 1)
        case (.unknown, _), (_, .unknown): return .value(.unknown(unknown(a, b)))
        default:
            return .failure(
                Failure(
                    code: .typeMismatch,
                    message: "only two numbers or two texts have an order, not \(a.typePhrase) and \(b.typePhrase)",
                    help: numberHelp(a, b)))
        }
        let result =
            switch op {
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .greater: order > 0
            default: order >= 0
            }
        return .value(.bool(result))
    }

    private static func unknown(_ a: Value, _ b: Value) -> Unknown {
        switch (a.firstUnknown, b.firstUnknown) {
        case (let x?, let y?): x.union(y)
        case (let x?, nil): x
        case (nil, let y?): y
        case (nil, nil): Unknown(jobs: [])
        }
    }

    /// The steps that `contains` takes.
    static func work(lookingInto collection: Value) -> Int {
        switch collection {
        case .string(let text): text.utf8.count / searchedBytes
        case .record(let record): record.fields.count / 8
        default: collection.weight
        }
    }

    /// How many bytes of text are searched in one step.
    static let searchedBytes = 8

    /// Item in a list, key in a record, text in text.
    static func contains(_ item: Value, in collection: Value) -> Outcome {
        if case .unknown = collection { return .value(.unknown(unknown(item, collection))) }
        if case .unknown(let unknown) = item { return .value(.unknown(unknown)) }
        switch (item, collection) {
        case (_, .list(let list)):
            var isUnknown = false
            for candidate in list.items {
                switch candidate.equals(item) {
                case true: return .value(.bool(true))
                case nil: isUnknown = true
                default: break
                }
            }
            return .value(isUnknown ? .unknown(unknown(item, collection)) : .bool(false))
        case (.string(let key), .record(let record)): return .value(.bool(record.place(of: key) != nil))
        case (.string(let part), .string(let text)): return .value(.bool(contains(part, in: text)))
        case (_, .record), (_, .string):
            return .failure(
                Failure(
                    code: .typeMismatch,
                    message: "`in` looks for text in \(collection.typePhrase), not for \(item.typePhrase)",
                    help: "turn the value into text: `\"$(...)\"`"))
        default:
            return .failure(
                Failure(
                    code: .typeMismatch,
                    message: "`in` looks into a list, a record or text, not into \(collection.typePhrase)"))
        }
    }

    private static func contains(_ part: String, in text: String) -> Bool {
        guard part.utf8.count <= text.utf8.count else { return false }
        var text = text
        return text.withUTF8 { TextSearch(part).first(in: $0) != nil }
    }
}
