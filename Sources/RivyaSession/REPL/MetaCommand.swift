import RivyaSyntax

/// A command of the session, typed with a colon: `:jobs`. The help, the dispatch and completion read this one table.
package struct MetaCommand: Sendable {
    package enum Name: String, Sendable, CaseIterable {
        case help, models, model, jobs, job, wait, open, rate, pick, reject, vars, plan, credits, budget, load, save
        case drop, edit, gallery, simulate, set, history, quit
    }

    /// What may stand behind the name.
    package enum Argument: Sendable {
        case nothing
        case topic
        case filter
        /// Of jobs, as `--where` takes it.
        case condition
        case model
        case job
        /// A job, and how many stars it gets.
        case rating
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
        .init(.jobs, .condition, "[CONDITION]", "lists the jobs of this session, or those for which it holds"),
        .init(.job, .job, "N", "tells everything about a job"),
        .init(.wait, .job, "[N]", "waits for a job, or for all; ^C stops waiting, and the jobs go on"),
        .init(.open, .job, "N", "shows the result of a job in the program that the system has for it"),
        .init(.rate, .rating, "N STARS", "gives a job 1 to 5 stars; `none` takes them back"),
        .init(.pick, .job, "N", "picks a job; a second time takes it back"),
        .init(.reject, .job, "N", "rejects a job; a second time takes it back"),
        .init(.vars, "lists the variables and functions of this session"),
        .init(.plan, .statement, "STATEMENT", "shows what a statement would send and cost, without sending it"),
        .init(.credits, "shows the credits of the account and those spent in this session"),
        .init(.budget, .credits, "[N]", "shows or sets the credits that this session may spend; `none` for no limit"),
        .init(.load, .script, "FILE", "runs a script in this session"),
        .init(.save, .script, "FILE", "writes this session as a script that makes the same requests"),
        .init(.drop, .job, "N", "leaves the statement of a job out of what `:save` writes; a second time takes it in"),
        .init(.edit, "opens the last statement in your editor, and runs what you save"),
        .init(.gallery, "writes a page with the results of this session"),
        .init(.simulate, .onOrOff, "[on|off]", "uses the simulated service: no key, no credits, playable files"),
        .init(.set, .setting, "[NAME VALUE]", "shows the settings, or changes one"),
        .init(.history, .count, "[N]", "shows the last statements"),
        .init(.quit, "leaves, as `exit` and ^D do; jobs that are under way go on at the service"),
    ]

    /// The name and the rest of a line that starts with a colon.
    package static func parts(of line: String) -> (name: String, argument: String) {
        let typed = line.dropFirst()
        let name = typed.prefix { !$0.isWhitespace }
        let rest = typed.dropFirst(name.count).drop(while: \.isWhitespace)
        return (String(name), String(rest.reversed().drop(while: \.isWhitespace).reversed()))
    }

    /// The command that a line without a colon means: `exit`, `quit`, `help`, `?`, and what somebody types who takes
    /// the session for a shell: `rivya help gen`. nil for a statement.
    package static func spoken(_ line: String) -> String? {
        var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.first == "rivya" {
            words.removeFirst()
            if words.isEmpty { return ":help" }
            if ["models", "model", "credits"].contains(words[0]) { return ":" + words.joined(separator: " ") }
            guard ["--help", "-h", "help", "doc"].contains(words[0]) else { return nil }
            words[0] = "help"
        }
        guard var first = words.first else { return nil }
        if first.hasPrefix("?"), first.count > 1 {
            words.insert(String(first.dropFirst()), at: 1)
            first = "?"
        }
        switch first {
        case "exit", "quit", "exit()", "quit()": return words.count == 1 ? ":quit" : nil
        case "help()": return words.count == 1 ? ":help" : nil
        case "help", "?":
            // A longer line is something else that begins so.
            guard words.count <= 2 else { return nil }
            return ([":help"] + words.dropFirst()).joined(separator: " ")
        default: return nil
        }
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
