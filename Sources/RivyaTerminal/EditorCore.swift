import CLibEdit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// libedit's editor and what belongs to it. Made, used and released on the editor's thread alone.
final class EditorCore {
    /// How the call of `el_gets` ended, where that is not an ordinary line or the end of input.
    enum Outcome {
        case interrupted
        case pasted(String)
        /// What was pasted is not UTF-8.
        case malformed([UInt8])
        case upwards(String)
    }

    let output: TerminalOutput
    let mailbox: EditorMailbox
    let completer: (any LineCompleter)?
    let editor: OpaquePointer
    let outputDescriptor: Int32
    var input: KeyInput
    var prompt = StyledText()
    /// Stands in the place of the prompt while something is searched.
    var searchPrompt: StyledText?
    var part = LinePart.whole
    var outcome: Outcome?
    /// Characters that libedit gets before another key is waited for.
    var queue: [Unicode.Scalar] = []
    /// How much of a command of libedit's own was typed (`M-x`); nil while none is.
    var commandLength: Int?
    var walk: HistoryWalk
    var changes = UndoHistory()
    /// What a move between lines or statements goes by, and the line that it left: another one of the kind goes on with
    /// it.
    var aim: (line: EditedLine, column: Int, start: String)?
    var lastPattern = ""
    /// Text that a paste has brought and that `insertPaste` takes.
    var paste: PastedText?
    /// The line as the last Tab left it without being able to complete it: one more Tab lists.
    var ambiguousLine: EditedLine?
    var readNumber = 0

    private let history: OpaquePointer
    private let inputFile: UnsafeMutablePointer<FILE>
    private let outputFile: UnsafeMutablePointer<FILE>
    /// libedit keeps the pointer that the prompt function returns.
    private var promptMemory: UnsafeMutablePointer<CChar>?

    init(output: TerminalOutput, mailbox: EditorMailbox, configuration: EditorConfiguration) {
        self.output = output
        self.mailbox = mailbox
        completer = configuration.completer
        outputDescriptor = configuration.outputDescriptor
        input = KeyInput(descriptor: configuration.inputDescriptor, pipe: mailbox.pipe)
        walk = HistoryWalk(limit: configuration.historyLimit)
        TerminalLocale.useUTF8()
        // Streams of its own: the process' standard streams stay free of libedit's buffering.
        guard
            let inputFile = fdopen(dup(configuration.inputDescriptor), "r"),
            let outputFile = fdopen(dup(configuration.outputDescriptor), "w"),
            let editor = el_init(configuration.program, inputFile, outputFile, outputFile),
            let history = history_init()
        else { preconditionFailure("the line editor cannot be started: out of memory or of file descriptors") }
        self.inputFile = inputFile
        self.outputFile = outputFile
        self.editor = editor
        self.history = history
        rivya_el_set_client_data(editor, Unmanaged.passUnretained(self).toOpaque())
        _ = rivya_history_set_int(history, H_SETSIZE, Int32(configuration.historyLimit))
        _ = rivya_history_set_int(history, H_SETUNIQUE, 1)
        configure(configuration.program)
        EditorSignals.receive()
        WindowSignals.send(to: mailbox.pipe)
        TerminalRestorer.remember(configuration.inputDescriptor)
    }

    deinit {
        WindowSignals.stop(sendingTo: mailbox.pipe)
        // In edit mode `el_end` would throw pending input away.
        _ = rivya_el_set_int(editor, EL_EDITMODE, 0)
        el_end(editor)
        history_end(history)
        fclose(inputFile)
        fclose(outputFile)
        free(promptMemory)
    }

    private func configure(_ program: String) {
        _ = rivya_el_set_int(editor, EL_SIGNAL, 0)
        _ = rivya_el_set_string(editor, EL_EDITOR, "emacs")
        _ = rivya_el_use_history(editor, history)
        _ = rivya_el_set_prompt(editor, { EditorCore.of($0)?.renderedPrompt() }, 1)
        _ = rivya_el_set_reader(editor) { editor, character in
            guard let core = EditorCore.of(editor), let character else { return -1 }
            return core.nextKey(into: character)
        }
        addCommands()

        // libedit (3.1-20221030) loses a column where it inserts or deletes in front of a wide character. Without
        // these capabilities it writes the rest of the line instead, and the cursor stays where it belongs.
        for name in ["ic", "IC", "im", "ei", "dc", "DC", "dm", "ed"] {
            _ = rivya_el_set_capability(editor, name, "")
        }
        // The user's settings come after the functions, which they may bind, and before the keys that must work.
        el_source(editor, nil)
        bindKeys(besides: .load(program: program))
        // ^C and ^Z reach the editor as keys, only while a line is edited.
        _ = rivya_el_set_edit_mode(editor, "-isig")
    }

    static func of(_ editor: OpaquePointer?) -> EditorCore? {
        guard let editor, let data = rivya_el_client_data(editor) else { return nil }
        return Unmanaged<EditorCore>.fromOpaque(data).takeUnretainedValue()
    }

    /// Reads one line. Blocks.
    func readLine(prompt: StyledText, part: LinePart, number: Int) throws -> Line {
        if mailbox.isCancelled(number) { throw CancellationError() }
        self.prompt = prompt
        self.part = part
        readNumber = number
        outcome = nil
        ambiguousLine = nil
        queue = []
        commandLength = nil
        aim = nil
        changes = UndoHistory()
        grantWishesBetweenLines()
        walk.begin()
        output.setDetour { [mailbox] in mailbox.show($0) }
        defer {
            output.setDetour(nil)
            grantWishesBetweenLines()
        }
        // libedit empties its line when it begins.
        if case .reopened = part { press([.reopen]) }
        // libedit shows the prompt first and changes the terminal's mode afterwards: keys pressed in between would be
        // echoed twice.
        _ = rivya_el_set_int(editor, EL_PREP_TERM, 1)
        send(PastedText.enable)
        var count: Int32 = 0
        let bytes = el_gets(editor, &count)
        send(PastedText.disable)
        switch outcome {
        case .interrupted: return .interrupted
        case .pasted(let text): return .pastedChunk(text)
        case .malformed(let bytes): return .malformed(bytes)
        case .upwards(let text): return .upwards(text)
        case nil: break
        }
        if mailbox.isCancelled(number) {
            send("\r\n")
            throw CancellationError()
        }
        guard let bytes, count > 0 else {
            send("\r\n")
            return .endOfFile
        }
        var line = String(cString: bytes)
        if line.last == "\n" { line.removeLast() }
        return .line(line)
    }

    /// Writes codes at once, behind what libedit has written.
    func send(_ text: String) {
        fflush(outputFile)
        _ = DescriptorWriter.write(text, to: outputDescriptor)
    }

    private func grantWishesBetweenLines() {
        for statement in mailbox.takeHistory() {
            _ = rivya_history_enter(history, statement)
            walk.add(statement)
        }
        for message in mailbox.takeWishes().messages { output.write(message) }
    }

    var shownPrompt: StyledText { searchPrompt ?? prompt }

    /// The prompt with its codes marked as taking no columns.
    private func renderedPrompt() -> UnsafeMutablePointer<CChar>? {
        free(promptMemory)
        promptMemory = strdup(EditorPrompt.marked(shownPrompt, color: output.output.usesColor))
        return promptMemory
    }
}
