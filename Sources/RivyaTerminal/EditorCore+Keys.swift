import CLibEdit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The functions that libedit calls.
extension EditorCore {
    /// libedit's reader: 1 and a character, 0 at the end of input, -1 to give up.
    func nextKey(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
        if queue.isEmpty {
            if commandLength == nil { changes.note(EditedLine(editor)) }
            while queue.isEmpty {
                switch nextInput() {
                case nil: return -1
                case .endOfFile?: return 0
                case let key?: enqueue(key)
                }
            }
        }
        character.pointee = wchar_t(truncatingIfNeeded: queue.removeFirst().value)
        return 1
    }

    /// Waits for a key and does meanwhile what other threads ask for; nil when reading is to end.
    func nextInput() -> KeyInput.Key? {
        while true {
            switch input.next() {
            case .wake(let events):
                if mailbox.isCancelled(readNumber) { return nil }
                grantWishes(after: events)
            case let key: return key
            }
        }
    }

    /// Puts a key into the form that libedit looks up.
    private func enqueue(_ key: KeyInput.Key) {
        if let length = commandLength {
            enqueue(key, intoCommandOf: length)
            return
        }
        switch key {
        // Where escape means nothing by itself, libedit would wait for what follows and drop it.
        case .character("\u{1B}") where !input.parser.isEscapeKey: break
        case .character(let scalar): queue = [scalar]
        case .meta(let scalar): queue = ["\u{1B}", scalar]
        case .key(let key): queue = [EditorAction(key).scalar]
        case .sequence(let scalars): queue = scalars
        case .paste(let text):
            paste = text
            queue = [EditorAction.paste.scalar]
        case .wake, .endOfFile: break
        }
    }

    /// libedit reads its own commands as text, whatever the key: only characters may come there.
    private func enqueue(_ key: KeyInput.Key, intoCommandOf length: Int) {
        guard case .character(let scalar) = key else { return }
        queue = [scalar]
        switch scalar {
        case "\r", "\n", "\u{1B}": commandLength = nil
        case "\u{7F}", "\u{08}": commandLength = length == 0 ? nil : length - 1
        case "\u{03}":
            // Deleting more than there is gives the command up.
            queue = Array(repeating: "\u{7F}", count: length + 1)
            commandLength = nil
        default: commandLength = length + 1
        }
    }

    /// ^C: the line is left as it stands and dropped.
    func interrupt() -> UInt8 {
        send(leavingLine(mark: "^C"))
        outcome = .interrupted
        return EditorCommand.lineEnded
    }

    /// ^Z: the terminal is given back as it was, and the process stops until it is continued.
    func suspend() -> UInt8 {
        send(leavingLine(mark: "^Z") + PastedText.disable)
        _ = rivya_el_set_int(editor, EL_PREP_TERM, 0)
        EditorSignals.stop()
        _ = rivya_el_set_int(editor, EL_PREP_TERM, 1)
        el_resize(editor)
        send(PastedText.enable)
        rivya_el_refresh(editor)
        return EditorCommand.done
    }

    /// One pasted line is put into the edited one; several end it and are handed over as a whole.
    func insertPaste() -> UInt8 {
        guard let paste else { return EditorCommand.failed }
        self.paste = nil
        if let bytes = paste.malformed {
            let line = EditedLine(editor)
            send(erasingLine() + PasteEcho(prompt: prompt, chunk: paste.text).rendered(color: output.output.usesColor))
            outcome = .malformed(Array(line.beforeCursor.utf8) + bytes + Array(line.afterCursor.utf8))
            return EditorCommand.lineEnded
        }
        if let line = paste.singleLine {
            return el_insertstr(editor, line) == 0 ? EditorCommand.changed : EditorCommand.failed
        }
        let line = EditedLine(editor)
        let chunk = line.beforeCursor + paste.text + line.afterCursor
        send(erasingLine() + PasteEcho(prompt: prompt, chunk: chunk).rendered(color: output.output.usesColor))
        outcome = .pasted(chunk)
        return EditorCommand.lineEnded
    }
}
