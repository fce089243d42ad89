import Synchronization

/// Lines from a person at a terminal, edited with libedit.
///
/// The user's `~/.editrc` is respected, with emacs and vi keys. Whatever is printed through `TerminalOutput` while a
/// line is edited appears above it, and the half-typed line stays as it is.
package final class LineEditor: LineReader {
    package let isInteractive = true

    private let output: TerminalOutput
    private let mailbox = EditorMailbox()
    private let thread: WorkerThread<EditorCore>
    private let historyFile: HistoryFile?
    private let lastStatement = Mutex<String?>(nil)
    private let hasReportedHistory = Atomic(false)

    package init(output: TerminalOutput, configuration: EditorConfiguration) {
        self.output = output
        let file = configuration.historyPath.map { HistoryFile(path: $0, limit: configuration.historyLimit) }
        historyFile = file
        thread = WorkerThread(name: "line editor") { [mailbox] in
            EditorCore(output: output, mailbox: mailbox, configuration: configuration)
        }
        do throws(HistoryFile.Failure) {
            for entry in try file?.load() ?? [] { mailbox.remember(entry) }
        } catch {
            reportHistory(error)
        }
    }

    deinit {
        thread.finish()
    }

    /// The reader for this process: an editor where both ends are a terminal that can move its cursor, a plain one with
    /// a prompt where they are another terminal (`TERM=dumb`), and a plain one without for pipes and files.
    package static func reader(on output: TerminalOutput, configuration: EditorConfiguration) -> any LineReader {
        guard TerminalSize.isTerminal(configuration.inputDescriptor), output.output.movesCursor else {
            let isShown = TerminalSize.isTerminal(configuration.inputDescriptor) && output.output.isTerminal
            return PlainLineReader(descriptor: configuration.inputDescriptor, promptingOn: isShown ? output : nil)
        }
        return LineEditor(output: output, configuration: configuration)
    }

    package func readLine(prompt: StyledText) async throws -> Line { try await readLine(prompt: prompt, part: .whole) }

    package func readLine(prompt: StyledText, part: LinePart) async throws -> Line {
        let number = mailbox.beginRead()
        defer { mailbox.endRead(number) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                thread.perform { core in
                    continuation.resume(with: Result { try core.readLine(prompt: prompt, part: part, number: number) })
                }
            }
        } onCancel: {
            mailbox.cancelRead(number)
        }
    }

    /// Changes the prompt of the line that is being edited, as when a job has finished.
    package func replacePrompt(_ prompt: StyledText) {
        mailbox.replacePrompt(prompt)
    }

    /// Nothing that starts with a space, holds a secret or repeats the last statement is stored.
    package func remember(_ statement: String) {
        var statement = statement
        while statement.last == "\n" { statement.removeLast() }
        guard HistoryFilter.stores(statement) else { return }
        let isNew = lastStatement.withLock { last in
            defer { last = statement }
            return last != statement
        }
        guard isNew else { return }
        mailbox.remember(statement)
        do throws(HistoryFile.Failure) {
            try historyFile?.append(statement)
        } catch {
            reportHistory(error)
        }
    }

    /// The statements of this and of other sessions, the oldest first.
    package func history() -> [String] { (try? historyFile?.load()) ?? [] }

    private func reportHistory(_ failure: HistoryFile.Failure) {
        guard let historyFile, !hasReportedHistory.exchange(true, ordering: .relaxed) else { return }
        output.print(
            "\("warning", .yellow): the history `\(historyFile.path)` cannot be used: \(failure.reason)",
            to: .error
        )
    }
}
