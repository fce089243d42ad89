import CLibEdit

extension EditorCore {
    /// Tab: completes as far as it is clear; where nothing is left to complete, a second Tab lists what is possible.
    func complete() -> UInt8 {
        let line = EditedLine(editor)
        let isSecondTab = ambiguousLine == line
        ambiguousLine = nil
        guard let completer else { return EditorCommand.failed }
        let list = completer.completions(for: line.text, cursor: line.beforeCursor.unicodeScalars.count)
        let word = String(String.UnicodeScalarView(line.beforeCursor.unicodeScalars.suffix(list.wordLength)))
        switch list.candidates.count {
        case 0:
            return EditorCommand.failed
        case 1:
            let only = list.candidates[0]
            // What stands there already is not added once more.
            let ending = line.afterCursor.hasPrefix(only.ending) ? "" : only.ending
            return replace(word, by: only.text + ending)
        default:
            break
        }
        let prefix = list.commonPrefix
        if prefix.unicodeScalars.count > word.unicodeScalars.count {
            let result = replace(word, by: prefix)
            ambiguousLine = EditedLine(editor)
            return result
        }
        guard isSecondTab else {
            ambiguousLine = line
            return EditorCommand.failed
        }
        showList(list)
        ambiguousLine = line
        return EditorCommand.done
    }

    private func showList(_ list: CompletionList) {
        let columns = output.columns(of: .output) ?? 80
        let rows = output.rows(of: .output) ?? 24
        let lines = list.listing(columns: columns, rows: rows)
        showAbove(lines.map { $0.rendered(color: output.output.usesColor) + "\r\n" }.joined())
    }

    /// Deletes nothing where the new text only continues the word, so that the screen does not jump.
    private func replace(_ word: String, by text: String) -> UInt8 {
        var addition = text
        if text.unicodeScalars.starts(with: word.unicodeScalars) {
            addition = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(word.unicodeScalars.count)))
        } else {
            // libedit counts wide characters, which are Unicode scalars.
            el_deletestr(editor, Int32(word.unicodeScalars.count))
        }
        return el_insertstr(editor, addition) == 0 ? EditorCommand.changed : EditorCommand.failed
    }
}
