import RivyaRuns
import Foundation
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal
import Synchronization

extension Session {
    /// `:plan STATEMENT`
    func plan(_ text: String) async -> ExitCode {
        interruption.listen(true)
        defer { interruption.listen(false) }
        let requests = PlannedRequests()
        switch await prepare(
            SourceFile(name: options.name, text: text + "\n"), path: nil, onPlan: { requests.add($0) })
        {
        case .success(let outlook):
            var summary = requests.summary
            summary.standing = .init(requests: summary.requests, creditsToPay: summary.credits)
            let left = outlook.settings.budget.map { max($0 - jobs.committed, .whole(0)) }
            summary.show(needs: outlook.needs, budget: nil, in: surroundings)
            if let left {
                let exceeds = outlook.credits > left
                screen.output.print(
                    StyledText("the budget has \(left) left", exceeds ? .red : .plain))
            }
            return .success
        case .failure(let refusal): return show(refusal)
        }
    }

    /// `:load FILE`
    func load(_ path: String) async -> ExitCode {
        do throws(FileProblem) {
            let path = expanded(path)
            let file = try DiskFiles.script(at: surroundings.absolute(path))
            return await evaluate(SourceFile(name: path, bytes: file.bytes), path: path)
        } catch {
            DiagnosticReport(surroundings: surroundings, isJSON: false)
                .show(ScriptCheck(unreadable: path, error).diagnostics)
            return .badInput
        }
    }

    /// `:edit`
    func edit() async -> ExitCode {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("rivya-\(UUID().uuidString).rivya")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let before = typed.last.map { $0 + "\n" } ?? ""
        let isWritten = FileManager.default.createFile(
            atPath: path, contents: Data(before.utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten, screen.isInteractive else { return fail("there is no terminal to edit on") }
        let editor = surroundings.editor
        screen.setQuiet(true)
        let status = await ExternalProgram.run(editor, on: path)
        screen.setQuiet(false)
        guard status == 0, let data = FileManager.default.contents(atPath: path) else {
            return fail(
                "the editor `\(editor)` ended with \(status)",
                help: "`VISUAL`, `EDITOR` or the configuration names your editor")
        }
        let text = String(decoding: data, as: UTF8.self)
        guard text != before, !text.allSatisfy(\.isWhitespace) else {
            screen.output.print("nothing was changed, and nothing is run")
            return .success
        }
        screen.output.print(StyledText(text.hasSuffix("\n") ? String(text.dropLast()) : text, .dim))
        reader.remember(text)
        typed.append(text)
        return await evaluate(SourceFile(name: options.name, text: text), path: nil)
    }

    /// `:simulate [on|off]`
    func simulate(_ argument: String) async -> ExitCode {
        let isOn: Bool
        switch argument {
        case "on": isOn = true
        case "off": isOn = false
        case "":
            screen.output.print(
                account.isSimulated ? "statements go to the simulated service" : "statements go to the real service")
            return .success
        default: return fail("`:simulate` is `on` or `off`, here is `\(argument)`", help: "write `:simulate on`")
        }
        guard isOn != account.isSimulated else { return .success }
        let running = jobs.openCount
        guard running == 0 else {
            return fail(
                "\(counted(running, "job")) \(running == 1 ? "is" : "are") under way",
                help: "wait with `:wait`, and then switch")
        }
        _ = await close()
        account.isSimulated = isOn
        screen.setSimulated(isOn)
        if isOn {
            screen.output.print(
                "statements now go to a copy of the service inside this program: no key, no credits", to: screen.notices
            )
        } else if ServiceConnection.hasKey(account.baseURL, in: surroundings) {
            screen.output.print("statements now go to the real service, and cost credits", to: screen.notices)
        } else {
            surroundings.warn("statements now go to the real service, and there is no API key yet")
        }
        return .success
    }
}

/// Requests of a plan, gathered on the thread that evaluates.
private final class PlannedRequests: Sendable {
    private let state = Mutex(PlanSummary())

    var summary: PlanSummary { state.withLock { $0 } }

    func add(_ request: RivyaLanguage.JobRequest) { state.withLock { $0.add(request) } }
}
