import RivyaCatalog
import RivyaSyntax

/// A built-in function: its name, its parameters and what it does. The checker, the evaluator, completion and
/// `rivya doc` all read this one table.
package struct Builtin: Sendable {
    package enum Family: String, Sendable, CaseIterable {
        case collections, text, numbers, files, catalog, other
    }

    package var name: String
    package var family: Family
    package var parameters: [String]
    /// How many of the parameters must be given; the others come after them.
    package var required: Int
    package var isVariadic: Bool
    /// As it is called: `slice(xs, from, to)`.
    package var signature: String
    package var summary: String
    /// A call that can be run as it stands, given the files that it names.
    package var example: String
    /// What `print` shows of the example.
    package var exampleOutput: String
    /// Whether an unknown anywhere inside an argument makes the result unknown, and not only an unknown argument.
    var looksInside: Bool
    var body: @Sendable (inout BuiltinCall) throws(BuiltinFailure) -> Value

    init(
        _ name: String, _ family: Family, _ parameters: [String], required: Int? = nil, isVariadic: Bool = false,
        looksInside: Bool = true, signature: String? = nil, _ summary: String, example: String, gives output: String,
        _ body: @escaping @Sendable (inout BuiltinCall) throws(BuiltinFailure) -> Value
    ) {
        self.name = name
        self.family = family
        self.parameters = parameters
        self.required = required ?? parameters.count
        self.isVariadic = isVariadic
        self.looksInside = looksInside
        self.signature = signature ?? "\(name)(\(parameters.joined(separator: ", ")))"
        self.summary = summary
        self.example = example
        exampleOutput = output
        self.body = body
    }

    /// Every built-in function, by family.
    package static let all: [Builtin] = collections + text + numbers + files + catalog + others

    private static let places: [String: Int] = Dictionary(
        uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

    /// The place of a function in `all`.
    package static func index(of name: String) -> Int? { places[name] }
}

/// What is wrong with a call, and with which argument; nil where it is the call as a whole.
struct BuiltinFailure: Error {
    var code: DiagnosticCode
    var message: String
    var argument: Int?
    var help: String?
    /// More of the same kind.
    var notes: [String] = []
    /// The script reached a limit, which is told elsewhere.
    var end: EvaluationEnd?

    init(_ end: EvaluationEnd) {
        self.init(.stepLimit, "")
        self.end = end
    }

    init(_ code: DiagnosticCode, _ message: String, argument: Int? = nil, help: String? = nil) {
        self.code = code
        self.message = message
        self.argument = argument
        self.help = help
    }
}

/// A call being carried out: its arguments, and what a function may use.
struct BuiltinCall {
    let name: String
    /// `.unset` where an argument was left out.
    var arguments: [Value]
    let host: any Host
    let catalog: Catalog
    let folder: SourceFolder
    let limits: Limits
    /// Tells whoever plans of what looks unmeant; of one call what is about one subject is one.
    let remark: (_ code: DiagnosticCode, _ message: String, _ help: String, _ subject: String) -> Void
    /// Counts memory and steps that the call is about to take, where these are not in proportion to its arguments.
    let reserve: (_ bytes: Int, _ steps: Int) throws(EvaluationEnd) -> Void

    /// `reserve`, for a function's body.
    func take(bytes: Int = 0, steps: Int) throws(BuiltinFailure) {
        do throws(EvaluationEnd) {
            try reserve(bytes, steps)
        } catch {
            throw BuiltinFailure(error)
        }
    }

    /// Whether an argument was given. `null` counts as not given.
    func has(_ place: Int) -> Bool {
        guard place < arguments.count else { return false }
        switch arguments[place] {
        case .unset, .null: return false
        default: return true
        }
    }

    func wrong(_ place: Int, _ expected: String) -> BuiltinFailure {
        BuiltinFailure(
            .typeMismatch, "`\(name)` needs \(expected), here is \(arguments[place].typePhrase)", argument: place)
    }

    func list(_ place: Int) throws(BuiltinFailure) -> [Value] {
        guard case .list(let list) = arguments[place] else { throw wrong(place, "a list") }
        return list.items
    }

    func record(_ place: Int) throws(BuiltinFailure) -> RecordValue {
        guard case .record(let record) = arguments[place] else { throw wrong(place, "a record") }
        return record
    }

    func text(_ place: Int) throws(BuiltinFailure) -> String {
        guard case .string(let text) = arguments[place] else { throw wrong(place, "text") }
        return text
    }

    func number(_ place: Int) throws(BuiltinFailure) -> Number {
        guard case .number(let number) = arguments[place] else { throw wrong(place, "a number") }
        return number
    }

    func whole(_ place: Int) throws(BuiltinFailure) -> Int {
        guard case .number(let number) = arguments[place], let whole = number.int else {
            throw wrong(place, "a whole number")
        }
        return whole
    }

    func checkLength(_ count: Int) throws(BuiltinFailure) {
        guard count <= limits.listLength else {
            throw BuiltinFailure(
                .listTooLong, "the list would have \(count) items, more than \(limits.listLength)",
                help: "work with fewer values at a time")
        }
    }

    func checkText(_ text: String) throws(BuiltinFailure) -> Value {
        guard text.utf8.count <= limits.stringLength else {
            throw BuiltinFailure(
                .stringTooLong, "the text would be longer than 1 MiB", help: "work with shorter text")
        }
        return .string(text)
    }
}
