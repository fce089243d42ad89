/// Diagnostics of many evaluations: those of one code, place and subject are one that counts, and its notes tell of the
/// others.
package struct DiagnosticTally: Sendable {
    private struct Place: Hashable {
        var file: ObjectIdentifier
        var range: SourceRange
        var subject: String
    }

    /// Places that are told apart; of others only the number is kept.
    private static let keptPlaces = 100

    private var kept: [Diagnostic] = []
    private var places: [Place: Int] = [:]
    private var notes: [Int: Int] = [:]
    private var beyond = 0
    /// All of them.
    package private(set) var count = 0

    /// How many of the others a place's notes tell of.
    private let notesOfOthers: Int

    package init(notesOfOthers: Int) { self.notesOfOthers = notesOfOthers }

    /// - Parameter subject: what is told apart at one place, such as the model that a value is wrong for.
    package mutating func add(_ diagnostic: Diagnostic, subject: String) {
        count += 1
        let place = Place(file: ObjectIdentifier(diagnostic.file), range: diagnostic.range, subject: subject)
        guard let index = places[place] else {
            guard kept.count < Self.keptPlaces else {
                beyond += 1
                return
            }
            places[place] = kept.count
            kept.append(diagnostic)
            return
        }
        kept[index].count += 1
        guard notes[index, default: 0] < notesOfOthers else { return }
        let circumstances = diagnostic.notes.first { $0.location == nil }?.text
        var message: String?
        if diagnostic.message != kept[index].message {
            let help = diagnostic.help == kept[index].help ? nil : diagnostic.help
            message = diagnostic.message + (help.map { " (\($0))" } ?? "")
        }
        guard circumstances != nil || message != nil else { return }
        notes[index, default: 0] += 1
        kept[index].notes.append(.init("also " + [circumstances, message].compactMap { $0 }.joined(separator: ": ")))
    }

    /// One for each place, in the order in which they came.
    package var diagnostics: [Diagnostic] {
        var result = kept
        for (index, shown) in notes where result[index].count - 1 > shown {
            result[index].notes.append(.init("and \(result[index].count - 1 - shown) more"))
        }
        if beyond > 0 { result[result.count - 1].notes.append(.init("and \(beyond) more at other places")) }
        return result
    }
}
