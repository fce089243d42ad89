import RivyaTerminal
import Testing

/// A text with the cursor in it, and what Tab offers there.
///
/// A case starts with the lines of its text, each behind `> `, with `¦` where the cursor is. Below stands what is
/// offered: all of it, in order, as lines of `= candidate`, or some of it, as `+ candidate`, and what must be missing,
/// as `- candidate`; or `none`. Behind a candidate may follow `[ending]` and `:: ` with its description.
struct CompletionCase: Sendable, CustomTestStringConvertible {
    private struct Expectation {
        var sign: Character
        var text: String
        var ending: String?
        var description: String?

        func matches(_ candidate: CompletionList.Candidate) -> Bool {
            candidate.text == text && ending.map { $0 == candidate.ending } ?? true
                && description.map { $0 == candidate.description } ?? true
        }
    }

    var text = ""
    var cursor = 0
    private var place: String
    private var expectations: [Expectation] = []

    var testDescription: String { "\(place) `\(text)`" }

    private init(place: String) { self.place = place }

    static func read(_ source: String, from name: String) -> [CompletionCase] {
        var cases: [CompletionCase] = []
        var isInText = false
        for (number, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("> ") || line == ">" {
                if !isInText { cases.append(CompletionCase(place: "\(name):\(number + 1)")) }
                cases[cases.count - 1].text += (isInText ? "\n" : "") + line.dropFirst(2)
                isInText = true
            } else {
                isInText = false
                if let sign = line.first, "=+-".contains(sign), !cases.isEmpty {
                    cases[cases.count - 1].expectations.append(expectation(sign, line.dropFirst(2)))
                }
            }
        }
        for index in cases.indices {
            let parts = cases[index].text.split(separator: "¦", omittingEmptySubsequences: false)
            precondition(parts.count == 2, "\(cases[index].place): one cursor")
            cases[index].cursor = parts[0].unicodeScalars.count
            cases[index].text = parts.joined()
        }
        return cases
    }

    private static func expectation(_ sign: Character, _ line: Substring) -> Expectation {
        var rest = line
        var description: String?
        if let mark = rest.firstRange(of: " :: ") {
            description = String(rest[mark.upperBound...])
            rest = rest[..<mark.lowerBound]
        }
        var ending: String?
        if rest.hasSuffix("]"), let open = rest.lastIndex(of: "[") {
            ending = String(rest[rest.index(after: open)...].dropLast())
            rest = rest[..<open]
        }
        return Expectation(sign: sign, text: String(rest), ending: ending, description: description)
    }

    /// What is wrong with a list; nil where it is as expected.
    func problem(with list: CompletionList) -> String? {
        let all = expectations.filter { $0.sign == "=" }
        let found = list.candidates
        let shown = found.prefix(12).map { "\($0.text)[\($0.ending)] :: \($0.description)" }.joined(separator: "\n")
        if expectations.isEmpty, !found.isEmpty { return "expected nothing, found:\n\(shown)" }
        if !all.isEmpty, found.count != all.count || !zip(all, found).allSatisfy({ $0.matches($1) }) {
            return "expected \(all.map(\.text)), found:\n\(shown)"
        }
        for expectation in expectations {
            let isThere = found.contains(where: expectation.matches)
            if expectation.sign == "+", !isThere { return "no `\(expectation.text)` in:\n\(shown)" }
            if expectation.sign == "-", isThere { return "`\(expectation.text)` is there:\n\(shown)" }
        }
        return nil
    }
}
