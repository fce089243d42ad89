import RivyaSyntax

/// A command of the session, typed with a colon: `:jobs`. The help, the dispatch and completion read this one table.
package struct MetaCommand: Sendable {
    package enum Name: String, Sendable, CaseIterable {
        case help, models, model, jobs, job, wait, vars, plan, credits, budget, load, save, edit, gallery, simulate, set
        case history, quit
    }

    /// What may stand behind the name.
    package enum Argument: Sendable {
        case nothing
        case topic
        case filter
        case model
        case job
        case statement
        case credits
        case script
        case onOrOff
        case setting
        case count
    }

    package var name: Name
    package var argument: Argument
    /// As the help shows it, empty where nothing follows; in brackets where it may be left out.
    package var placeholder: String
    package var summary: String

    private init(_ name: Name, _ argument: Argument = .nothing, _ placeholder: String = "", _ summary: String) {
        self.name = name
        self.argument = argument
        self.placeholder = placeholder
        self.summary = summary
    }

    /// As it is typed: `:model ID`.
    package var usage: String { ":\(name.rawValue)" + (placeholder.isEmpty ? "" : " \(placeholder)") }

    package var needsArgument: Bool { !placeholder.isEmpty && !placeholder.hasPrefix("[") }

    /// Every command, in the order of the help.
    package static let all: [MetaCommand] = [
        .init(.help, .topic, "[TOPIC]", "explains a command, a statement, a function, a setting or an error"),
        .init(.models, .filter, "[FILTER]", "lists the models, or those whose id, name or category holds a text"),
        .init(.model, .model, "ID", "tells what a model takes and costs"),
        .init(.jobs, "lists the jobs of this session"),
        .init(.job, .job, "N", "tells everything about a job"),
        .init(.wait, .job, "[N]", "waits for a job, or for all; ^C stops waiting, and the jobs go on"),
        .init(.vars, "lists the variables and functions of this session"),
        .init(.plan, .statement, "STATEMENT", "shows what a statement would send and cost, without sending it"),
        .init(.credits, "shows the credits of the account and those spent in this session"),
        .init(.budget, .credits, "[N]", "shows or sets the credits that this session may spend; `none` for no limit"),
        .init(.load, .script, "FILE", "runs a script in this session"),
        .init(.save, .script, "FILE", "writes this session as a script that makes the same requests"),
        .init(.edit, "opens the last statement in your editor, and runs what you save"),
        .init(.gallery, "writes a page with the results of this session"),
        .init(.simulate, .onOrOff, "[on|off]", "uses the simulated service: no key, no credits, playable files"),
        .init(.set, .setting, "[NAME VALUE]", "shows the settings, or changes one"),
        .init(.history, .count, "[N]", "shows the last statements"),
        .init(.quit, "leaves; jobs that are under way go on at the service"),
    ]

    /// The name and the rest of a line that starts with a colon.
    package static func parts(of line: String) -> (name: String, argument: String) {
        let typed = line.dropFirst()
        let name = typed.prefix { !$0.isWhitespace }
        let rest = typed.dropFirst(name.count).drop(while: \.isWhitespace)
        return (String(name), String(rest.reversed().drop(while: \.isWhitespace).reversed()))
    }

    /// The statement that a line hands to a command: it may have several lines.
    static func statement(in line: String) -> String? {
        let (name, argument) = parts(of: line)
        guard case .one(let command) = match(name), command.argument == .statement else { return nil }
        return argument + "\n"
    }

    /// What a typed name leads to.
    package enum Match: Sendable {
        case one(MetaCommand)
        case several([MetaCommand])
        case none(nearest: MetaCommand?)
    }

    /// The command with a name, or the only one whose name begins so.
    package static func match(_ typed: String) -> Match {
        if let exact = all.first(where: { $0.name.rawValue == typed }) { return .one(exact) }
        let found = all.filter { $0.name.rawValue.hasPrefix(typed) }
        switch found.count {
        case 1: return .one(found[0])
        case 0:
            let near = Suggestion.nearest(to: typed, among: all.map(\.name.rawValue))
            return .none(nearest: near.flatMap { near in all.first { $0.name.rawValue == near } })
        default: return .several(found)
        }
    }
}

extension MetaCommand {
    private init(_ name: Name, _ summary: String) { self.init(name, .nothing, "", summary) }
}
