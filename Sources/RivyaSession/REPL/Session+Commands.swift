import Foundation
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// Carries a command of the session out: a line that starts with a colon.
    func answerCommand(_ line: String) async -> ExitCode {
        let (name, argument) = MetaCommand.parts(of: line)
        if name.isEmpty { return fail("a colon begins a command", help: "`:help` lists them") }
        switch MetaCommand.match(name) {
        case .one(let command):
            if argument.isEmpty, command.needsArgument {
                return fail(
                    "`:\(command.name.rawValue)` needs \(command.placeholder)",
                    help: "it is `\(command.usage)`: \(command.summary)")
            }
            if !argument.isEmpty, command.placeholder.isEmpty {
                return fail("`:\(command.name.rawValue)` takes nothing", help: "write `:\(command.name.rawValue)`")
            }
            return await carryOut(command, argument)
        case .several(let commands):
            let names = commands.map { "`:\($0.name.rawValue)`" }.joined(separator: ", ")
            return fail("`:\(name)` could be \(names)", help: "write more of it")
        case .none(let nearest):
            let help = nearest.map { "did you mean `:\($0.name.rawValue)`?" } ?? "`:help` lists the commands"
            return fail("there is no command `:\(name)`", help: help)
        }
    }

    func fail(_ message: String, help: String? = nil) -> ExitCode {
        surroundings.fail(TerminalText.safe(message), help: help.map { TerminalText.safe($0) })
        return .badInput
    }

    private func carryOut(_ command: MetaCommand, _ argument: String) async -> ExitCode {
        let bundled = options.script.usesBundledCatalog
        switch command.name {
        case .help: return showHelp(argument)
        case .models:
            return await ModelsCommand(
                filter: argument.isEmpty ? nil : argument, isRefreshing: false, baseURL: nil, home: home.path,
                usesBundledCatalog: bundled
            ).run(in: surroundings)
        case .model:
            return ModelCommand(id: argument, home: home.path, usesBundledCatalog: bundled).run(in: surroundings)
        case .jobs: return await showJobs(argument)
        case .job: return showJob(argument)
        case .open: return await openResult(argument)
        case .rate: return await rate(argument)
        case .pick: return await judge(argument, .pick)
        case .reject: return await judge(argument, .reject)
        case .drop: return drop(argument)
        case .wait: return await wait(argument)
        case .vars: return showVariables()
        case .plan: return await plan(argument)
        case .credits: return await showCredits()
        case .budget: return await setBudget(argument)
        case .load: return await load(argument)
        case .save: return await save(argument)
        case .edit: return await edit()
        case .gallery: return await writeGallery()
        case .simulate: return await simulate(argument)
        case .set: return await set(argument)
        case .history: return showHistory(argument)
        case .quit:
            isLeaving = true
            return .success
        }
    }

    // MARK: - Help

    private func showHelp(_ argument: String) -> ExitCode {
        let output = screen.output
        guard !argument.isEmpty else {
            output.print(
                wrapping:
                    "A statement is carried out when it is complete: `gen z-image \"a paper boat\"`, `let x = 2`, `$x * 3`."
            )
            output.print(
                wrapping: "Its jobs go on while you type. `$_` is the last value, `$jobs` are all jobs of this session."
            )
            output.print("")
            showCommands()
            output.print("")
            output.print(wrapping: "A command may be shortened where only one begins so: `:v` is `:vars`.")
            output.print(
                wrapping:
                    "`:help gen` explains a statement, `:help upper` a function; `help`, `?` and `exit` do without the colon."
            )
            return .success
        }
        let (name, _) = MetaCommand.parts(of: argument.hasPrefix(":") ? argument : ":\(argument)")
        let isTopic = !argument.hasPrefix(":") && Topic.named(argument) != nil
        guard case .one(let command) = MetaCommand.match(name), !isTopic || command.name.rawValue == name else {
            return DocCommand(topic: argument, isInSession: true).run(in: surroundings)
        }
        output.print(wrapping: StyledText(command.usage, .bold) + StyledText("  \(command.summary)"), indent: 4)
        guard isTopic else { return .success }
        output.print("")
        return DocCommand(topic: argument, isInSession: true).run(in: surroundings)
    }

    private func showCommands() {
        let width = MetaCommand.all.map(\.usage.utf8.count).max() ?? 0
        for command in MetaCommand.all {
            let gap = String(repeating: " ", count: width - command.usage.utf8.count + 2)
            screen.output.print(
                wrapping: StyledText("  ") + StyledText(command.usage, .bold) + StyledText(gap + command.summary),
                indent: width + 4)
        }
    }

    private func showHistory(_ argument: String) -> ExitCode {
        guard let count = argument.isEmpty ? 20 : Int(argument), count > 0 else {
            return fail("`\(argument)` is no number of statements", help: "write `:history`, or `:history 50`")
        }
        let known = (reader as? LineEditor)?.history() ?? typed
        for statement in known.suffix(count) {
            screen.output.print(StyledText(statement))
        }
        return .success
    }
}
