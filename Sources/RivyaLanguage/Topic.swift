import RivyaSyntax

/// An entry of `rivya doc`: a word of the language and what is to be known about it.
///
/// Functions, options, settings and errors come from the tables that the checker uses; what has no table of its own,
/// statements and kinds of values, is written down here (`Topic+Statements.swift`, `Topic+Expressions.swift`).
package struct Topic: Sendable {
    package enum Family: String, Sendable, CaseIterable {
        case statements, expressions, functions, options, settings, errors

        package var summary: String {
            switch self {
            case .statements: "what a line of a script can be"
            case .expressions: "how values are written and what they do"
            case .functions: "built-in functions, called as `name(...)`"
            case .options: "options of `gen`, written `--name VALUE`"
            case .settings: "settings of a run, written `set NAME VALUE`"
            case .errors: "what is said when something is wrong"
            }
        }
    }

    /// A part of an entry.
    package enum Block: Sendable, Hashable {
        /// A paragraph; names are in backticks.
        case text(String)
        /// Lines that are shown as they are: how something is written, or what is printed.
        case code(String)
        /// A script that can be run as it stands.
        case example(String)
    }

    /// As it is asked for: `gen`, `--save`, `budget`, `upper`, `R0302`.
    package var name: String
    /// Other names that lead here.
    package var aliases: [String]
    package var family: Family
    /// One line.
    package var summary: String
    package var blocks: [Block]

    init(_ name: String, _ family: Family, aliases: [String] = [], _ summary: String, _ blocks: [Block]) {
        self.name = name
        self.aliases = aliases
        self.family = family
        self.summary = summary
        self.blocks = blocks
    }
}

extension Topic {
    /// Every entry, by family, in the order in which they are listed.
    package static let all: [Topic] = statements + expressions + functions + options + settings + errors

    /// The entry with this name, letter case ignored; of two with one name the first.
    package static func named(_ name: String) -> Topic? {
        let wanted = name.lowercased()
        return all.first { $0.name.lowercased() == wanted }
            ?? all.first { $0.aliases.contains { $0.lowercased() == wanted } }
    }

    /// Entries that have this name beside the first one, as the setting and the option `timeout` do.
    package static func others(named name: String, than topic: Topic) -> [Topic] {
        let wanted = name.lowercased()
        return all.filter { other in
            (other.name, other.family) != (topic.name, topic.family)
                && ([other.name] + other.aliases).contains { $0.lowercased() == wanted }
        }
    }

    /// Up to three names that may have been meant, the likeliest first.
    package static func nearest(to name: String) -> [String] {
        var candidates = Family.allCases.map(\.rawValue) + all.map(\.name)
        var found: [String] = []
        while found.count < 3, let near = Suggestion.nearest(to: name, among: candidates) {
            found.append(near)
            candidates.removeAll { $0 == near }
        }
        return found
    }
}
