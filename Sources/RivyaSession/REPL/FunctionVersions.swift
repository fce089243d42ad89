import RivyaSyntax

/// The functions of a session in all their versions, under names that a script can hold side by side.
///
/// A session may declare a function again, and what calls it then calls the new one. A script has one function of a
/// name. So what was called before gets a name of its own, and so does a function that calls it.
struct FunctionVersions {
    /// A function as it is meant by a call at some time.
    private struct Meaning: Hashable {
        /// Places of declarations: of the function itself, and of those that it calls, by their names.
        var declaration: Int
        var calls: [String: Int]
    }

    private struct Declaration {
        var function: Statement.Function
        /// The input that has it, counted from 0.
        var input: Int
        var called: Set<String>
    }

    private var declarations: [Declaration] = []
    private var byName: [String: [Int]] = [:]
    private var lastInput = 0
    private var taken: Set<String> = []
    private var names: [Meaning: String] = [:]
    /// Copies to write, by their declarations.
    private var copies: [Int: [(name: String, input: Int)]] = [:]

    /// - Parameter input: that the declaration is of, counted from 0; they come in order.
    mutating func declare(_ function: Statement.Function, input: Int) {
        var called: Set<String> = []
        var visitor = TreeVisitor()
        visitor.onCall = { called.insert($0.name.name) }
        visitor.visit(.function(function))
        byName[function.name.name, default: []].append(declarations.count)
        declarations.append(Declaration(function: function, input: input, called: called))
        taken.insert(function.name.name)
        lastInput = max(lastInput, input)
    }

    /// Some function was declared more than once.
    var isRepeated: Bool { byName.values.contains { $0.count > 1 } }

    /// The name of a function as a statement of an input calls it, and remembers that it is needed.
    mutating func name(of function: String, calledIn input: Int) -> String {
        guard let meaning = meaning(of: function, in: input) else { return function }
        if let known = names[meaning] { return known }
        let isLast = meaning == self.meaning(of: function, in: lastInput)
        var name = function
        if !isLast {
            var number = 1
            repeat {
                name = "\(function)_\(number)"
                number += 1
            } while taken.contains(name)
            taken.insert(name)
        }
        names[meaning] = name
        copies[meaning.declaration, default: []].append((name, input))
        for called in declarations[meaning.declaration].called { _ = self.name(of: called, calledIn: input) }
        return name
    }

    /// Under which names a declaration is written, each with the input in which its calls are looked up.
    func copies(of function: Statement.Function, input: Int) -> [(name: String, input: Int)] {
        let place = byName[function.name.name]?.first { declarations[$0].input == input }
        return place.flatMap { copies[$0] } ?? []
    }

    /// Functions that nobody calls are kept in their last version.
    mutating func needLast() {
        for name in byName.keys.sorted() { _ = self.name(of: name, calledIn: lastInput) }
    }

    /// nil for what is no function of the session.
    private func meaning(of function: String, in input: Int) -> Meaning? {
        guard let declaration = declaration(of: function, in: input) else { return nil }
        var calls: [String: Int] = [:]
        var open = Array(declarations[declaration].called)
        while let name = open.popLast() {
            guard calls[name] == nil, let called = self.declaration(of: name, in: input) else { continue }
            calls[name] = called
            open += declarations[called].called
        }
        return Meaning(declaration: declaration, calls: calls)
    }

    /// The version that holds while an input is carried out: its own, or the last one before it.
    private func declaration(of function: String, in input: Int) -> Int? {
        byName[function]?.last { declarations[$0].input <= input }
    }
}
