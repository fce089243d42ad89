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
        while true {
            switch input.next() {
            case .character(let scalar):
                character.pointee = wchar_t(truncatingIfNeeded: scalar.value)
                return 1
            case .paste(let text):
                paste = text
                character.pointee = wchar_t(truncatingIfNeeded: KeyInput.pasteKey.value)
                return 1
            case .wake(let events):
                if mailbox.isCancelled(readNumber) { return -1 }
                grantWishes(after: events)
            case .endOfFile:
                return 0
            }
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
        // To this thread: sent to the process, it might stop another one first, and this one would go on a while and
        // take the terminal back.
        raise(SIGTSTP)
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
