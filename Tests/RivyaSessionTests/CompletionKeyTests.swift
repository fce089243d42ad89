import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Tab as a person presses it: on a real pseudo-terminal, with the editor and the completion of the session.
@Suite struct CompletionKeyTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Completion/files").path

    /// The probe on a terminal of its own.
    private final class Editor {
        let terminal: PseudoTerminal
        private let process: ChildProcess

        init() async throws {
            terminal = try PseudoTerminal(columns: 100, rows: 40)
            process = try ChildProcess(
                try BuiltProgram.path("completion-probe"), arguments: [CompletionKeyTests.folder],
                environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"],
                streams: [
                    .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
                ],
                hasSession: true)
            try await terminal.wait("the prompt") { $0.textBeforeCursor == "> " }
        }

        /// Types a text and Tab, and waits for what is then before the cursor.
        func complete(_ text: String, to completed: String) async throws {
            terminal.type(text)
            try await waitForText(text)
            terminal.type("\t")
            try await waitForText(completed)
        }

        func waitForText(_ text: String) async throws {
            try await terminal.wait("`\(text)`") { $0.textBeforeCursor == "> " + text }
        }

        /// Presses Tab, and tells the lines of the list that comes.
        func list(after text: String, tabs: Int = 2, endsWith last: String) async throws -> [String] {
            terminal.type(String(repeating: "\t", count: tabs))
            try await terminal.wait("the list") { screen in
                screen.textBeforeCursor == "> " + text && screen.lines.dropLast().last?.hasPrefix(last) == true
            }
            return terminal.screen.lines.dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test(arguments: [
        ("ge", "gen "),
        ("gen kling-2", "gen kling-2-6 "),
        ("gen kling-v2", "gen kling-v2-"),
        ("gen kling-2-6 \"a fox\" du", "gen kling-2-6 \"a fox\" duration="),
        ("gen kling-2-6 \"a fox\" duration=1", "gen kling-2-6 \"a fox\" duration=10 "),
        ("gen kling-2-6 \"a fox\" --re", "gen kling-2-6 \"a fox\" --repeat "),
        ("gen kling-2-6 \"a fox\" ref=my", "gen kling-2-6 \"a fox\" ref=\"my pictures/"),
        ("gen kling-2-6 \"狐\" ref=雪の", "gen kling-2-6 \"狐\" ref=雪の絵/"),
        ("gen kling-2-6 \"狐\" ref=\"雪の絵/", "gen kling-2-6 \"狐\" ref=\"雪の絵/雪だるま.png\""),
        ("set bud", "set budget "),
        ("print $su", "print $subjects "),
        ("print $shot.", "print $shot.prompt"),
        ("print \"雪 ${su", "print \"雪 ${subjects}"),
        ("print (upp", "print (upper("),
        ("print read_csv(\"ro", "print read_csv(\"rows.csv\""),
        ("let x = cred", "let x = credits("),
        (":mode", ":model"),
        (":model kling-2", ":model kling-2-6 "),
        (":help --sa", ":help --save "),
        ("gen klimg-2-6", "gen kling-2-6 "),
    ])
    func completesWhatIsClear(_ text: String, _ completed: String) async throws {
        let editor = try await Editor()
        try await editor.complete(text, to: completed)
        // What stands there is what the session gets.
        editor.terminal.type("x\r")
        try await editor.terminal.wait(forLine: "line <\(completed)x>")
        #expect(editor.terminal.screen.unknownSequences.isEmpty)
    }

    @Test func listsWhatIsPossibleWithALineAboutEach() async throws {
        let editor = try await Editor()
        try await editor.complete("gen kling-v", to: "gen kling-v2-")
        // The Tab that inserted what they have in common was the first.
        let models = try await editor.list(after: "gen kling-v2-", tabs: 1, endsWith: "kling-v2-5-turbo-pro")
        #expect(models.count == 2)
        #expect(models[0].hasPrefix("kling-v2-1-master     video, "))
        #expect(models[0].hasSuffix(" credits"))
        // The line goes on where it was.
        editor.terminal.type("1\t")
        try await editor.waitForText("gen kling-v2-1-master ")
    }

    @Test func listsOptionsAndBounds() async throws {
        let editor = try await Editor()
        let duration = "gen kling-2-6 \"a\" duration="
        editor.terminal.type(duration)
        try await editor.waitForText(duration)
        #expect(try await editor.list(after: duration, endsWith: "10") == ["5   default", "10"])
        editor.terminal.type("\u{15}")
        try await editor.waitForText("")
        let scale = "gen kling-v2-1-master \"a\" cfg_scale="
        editor.terminal.type(scale)
        try await editor.waitForText(scale)
        let bounds = try await editor.list(after: scale, endsWith: "1    most")
        #expect(bounds.suffix(3) == ["0.5  default; 0 to 1", "0    least; 0 to 1", "1    most; 0 to 1"])
    }

    /// Columns are counted as the terminal shows them: each of these letters takes two.
    @Test func listsWideNamesInColumns() async throws {
        let editor = try await Editor()
        let text = "gen kling-2-6 \"狐\" ref=雪"
        editor.terminal.type(text)
        try await editor.waitForText(text)
        #expect(try await editor.list(after: text, endsWith: "雪景色.png") == ["雪の絵/     folder", "雪景色.png"])
        editor.terminal.type("景\t")
        try await editor.waitForText("gen kling-2-6 \"狐\" ref=雪景色.png ")
    }

    @Test func completesInTheMiddleOfALine() async throws {
        let editor = try await Editor()
        editor.terminal.type("gen kling-2-6 \"狐\" dur=10" + String(repeating: "\u{1B}[D", count: 3))
        try await editor.waitForText("gen kling-2-6 \"狐\" dur")
        editor.terminal.type("\t")
        try await editor.waitForText("gen kling-2-6 \"狐\" duration")
        editor.terminal.type("\r")
        try await editor.terminal.wait(forLine: "line <gen kling-2-6 \"狐\" duration=10>")
    }

    @Test func knowsTheLinesBefore() async throws {
        let editor = try await Editor()
        editor.terminal.type("for subject in [fox, owl] {\r")
        try await editor.terminal.wait(forLine: "line <for subject in [fox, owl] {>")
        try await editor.waitForText("")
        try await editor.complete("gen z-image \"a $subjec", to: "gen z-image \"a $subject")
        let list = try await editor.list(after: "gen z-image \"a $subject", endsWith: "$subjects")
        #expect(list.suffix(2) == ["$subject   loop variable", "$subjects  list of 3 text"])
    }
}
