import RivyaSyntax
import RivyaTerminal

/// Something that may stand at the cursor, before it is known whether it fits what was typed.
struct Proposal {
    /// What is compared with what was typed.
    var name: String
    var summary: String
    /// Behind the only one that fits.
    var ending: String
    /// How it is written.
    var form: Form

    enum Form {
        /// As it is named.
        case plain
        /// As text, in quotes where it needs them.
        case text
        /// As the beginning of a text that goes on.
        case openText
    }

    init(_ name: String, _ summary: String = "", ending: String = " ", form: Form = .plain) {
        self.name = name
        self.summary = summary
        self.ending = ending
        self.form = form
    }
}

/// How far a word may be from what it stands for.
enum Leniency {
    /// Letter case, and `_` for `-`, at most: something else may have been meant.
    case beginning
    /// A part of the name, or something near it: only names can stand here.
    case anyPart
}

extension TypedWord {
    /// The proposals that fit, as candidates in place of this word. The strictest comparison that finds any counts.
    func fitting(_ proposals: [Proposal], _ leniency: Leniency = .anyPart) -> CompletionList {
        let found = matches(proposals, leniency)
        // All in one form, so that they have a beginning in common; without a beginning, each in its shortest.
        let needsQuotes = !text.isEmpty && found.contains { $0.form != .plain && !$0.name.isScriptWord }
        let candidates = found.map { proposal -> CompletionList.Candidate in
            guard proposal.form != .plain else {
                return .init(proposal.name, description: proposal.summary, ending: proposal.ending)
            }
            let (text, closing) = written(
                proposal.name, needsQuotes: needsQuotes, isOpen: proposal.form == .openText)
            // Inside quotes the closing one may stand behind the cursor already, alone.
            let ending = closing.isEmpty ? proposal.ending : closing + (quote == nil ? proposal.ending : "")
            return .init(text, description: proposal.summary, ending: ending)
        }
        return CompletionList(wordLength: length, candidates: candidates)
    }

    private func matches(_ proposals: [Proposal], _ leniency: Leniency) -> [Proposal] {
        let exact = proposals.filter { $0.name.unicodeScalars.starts(with: text.unicodeScalars) }
        if !exact.isEmpty { return exact }
        let wanted = Self.folded(text)
        let alike = proposals.filter { Self.folded($0.name).hasPrefix(wanted) }
        guard alike.isEmpty, leniency == .anyPart, wanted.count > 1 else { return alike }
        let containing = proposals.filter { Self.folded($0.name).contains(wanted) }
        guard containing.isEmpty, wanted.count > 2 else { return containing }
        let near = Suggestion.nearest(to: text, among: proposals.map(\.name))
        return proposals.filter { $0.name == near }
    }

    private static func folded(_ name: String) -> String {
        name.lowercased().replacing("_", with: "-")
    }
}
