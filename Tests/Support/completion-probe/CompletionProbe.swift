import RivyaCatalog
import RivyaSession
import RivyaTerminal
import Synchronization

/// The line editor with the completion of statements, for the tests that press Tab on a pseudo-terminal.
///
/// The argument is the folder that paths lead into. It says what came of each line; a line that ends with `{` is the
/// first of a statement.
@main
struct CompletionProbe {
    static func main() async throws {
        let output = TerminalOutput(environment: ["TERM": "xterm"])
        let earlierLines = Mutex("")
        let completer = StatementCompleter(
            metaCommands: [
                MetaCommandName("help", "explain a word of the language", .topic),
                MetaCommandName("models", "list the models", .text),
                MetaCommandName("model", "show a model", .model),
                MetaCommandName("job", "show a job", .job),
            ],
            folder: CommandLine.arguments[1],
            catalog: { .bundled() },
            names: {
                SessionNames(
                    variables: [
                        .init("subjects", type: "list of 3 text"), .init("style", type: "text \"noir\""),
                        .init("shot", type: "record of 1 field", fields: [.init("prompt", type: "text \"a fox\"")]),
                    ],
                    jobs: [.init(1, summary: "kling-2-6, running"), .init(12, summary: "z-image, succeeded")],
                    earlierLines: earlierLines.withLock { $0 })
            })
        let reader = LineEditor.reader(on: output, configuration: .init(historyPath: nil, completer: completer))
        while case .line(let text) = try await reader.readLine(prompt: "> ") {
            output.print(("line <\(text)>" as StyledText).singleLine)
            earlierLines.withLock { $0 = text.hasSuffix("{") ? text + "\n" : "" }
        }
    }
}
