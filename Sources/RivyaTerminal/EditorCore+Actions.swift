import CLibEdit
import RivyaSyntax

/// What keys do (`EditorAction`). A statement of several lines is one text with line feeds.
extension EditorCore {
    func act(_ action: EditorAction) -> UInt8 {
        let line = EditedLine(editor)
        switch action {
        case .left: return move(line.beforeCursor.isEmpty ? 0 : -1)
        case .right: return move(line.afterCursor.isEmpty ? 0 : 1)
        case .lineStart: return move(-line.startOfLine.unicodeScalars.count)
        case .lineEnd: return move(line.restOfLine.unicodeScalars.count)
        case .textStart: return move(-line.beforeCursor.unicodeScalars.count)
        case .textEnd: return move(line.afterCursor.unicodeScalars.count)
        case .up: return moveToLine(-1, from: line)
        case .down: return moveToLine(1, from: line)
        case .previousStatement: return show(walk.previous(from: line.text))
        case .nextStatement: return show(walk.next(from: line.text), isBelow: true)
        case .previousWithSameStart: return showWithSameStart(-1, as: line)
        case .nextWithSameStart: return showWithSameStart(1, as: line)
        case .delete:
            guard !line.afterCursor.isEmpty else { return EditorCommand.failed }
            moveCursor(by: 1)
            el_deletestr(editor, 1)
            return EditorCommand.changed
        case .killLine: return killLine(line)
        case .undo: return undo(line)
        case .searchBackward: return search(-1, from: line)
        case .searchForward: return search(1, from: line)
        case .searchAgain: return searchAgain(-1, from: line)
        case .searchAgainForward: return searchAgain(1, from: line)
        case .insertVerbatim: return insertVerbatim()
        case .insertLineFeed: return el_insertstr(editor, "\n") == 0 ? EditorCommand.changed : EditorCommand.failed
        case .command:
            commandLength = 0
            press([.editorCommand])
            return EditorCommand.done
        case .reopen:
            guard case .reopened(let text) = part else { return EditorCommand.failed }
            replaceLine(by: text)
            return moveToLine(-1, from: EditedLine(editor))
        case .paste: return insertPaste()
        case .wordLeft, .wordRight, .deleteWord, .setMark, .killRegion, .editorCommand: return EditorCommand.failed
        }
    }

    /// Lets libedit do what is bound to these next.
    func press(_ actions: [EditorAction]) {
        press(String(String.UnicodeScalarView(actions.map(\.scalar))))
    }

    func press(_ keys: String) { el_push(editor, keys) }

    private func move(_ count: Int) -> UInt8 {
        guard count != 0 else { return EditorCommand.done }
        moveCursor(by: count)
        return EditorCommand.changed
    }

    // MARK: - Lines and statements

    /// One line up or down, and from the first or last one into the history.
    private func moveToLine(_ step: Int, from line: EditedLine) -> UInt8 {
        let lines = line.text.split(separator: "\n", omittingEmptySubsequences: false)
        let row = line.beforeCursor.count { $0 == "\n" } + step
        if row < 0, part == .continuation, walk.isAtDraft {
            send(erasingLine())
            outcome = .upwards(line.text)
            return EditorCommand.lineEnded
        }
        guard lines.indices.contains(row) else {
            let entry = step < 0 ? walk.previous(from: line.text) : walk.next(from: line.text)
            return show(entry, isBelow: step > 0)
        }
        let column = aim?.line == line ? aim?.column ?? 0 : line.startOfLine.columns
        let target = lines[row].prefix(columns: column)
        let before = lines[..<row].reduce(0) { $0 + $1.unicodeScalars.count + 1 } + target.unicodeScalars.count
        moveCursor(by: before - line.beforeCursor.unicodeScalars.count)
        aim = (EditedLine(editor), column, "")
        return EditorCommand.changed
    }

    /// Shows an earlier statement. Coming from above, the cursor stands in its first line, so that the same key goes on
    /// through it.
    private func show(_ entry: String?, isBelow: Bool = false) -> UInt8 {
        guard let entry else { return EditorCommand.failed }
        let isFirstLine = isBelow && !walk.isAtDraft
        replaceLine(by: entry, cursor: isFirstLine ? entry.prefix { $0 != "\n" }.unicodeScalars.count : nil)
        return EditorCommand.changed
    }

    private func showWithSameStart(_ step: Int, as line: EditedLine) -> UInt8 {
        let start = aim?.line == line ? aim?.start ?? "" : line.beforeCursor
        guard let entry = walk.step(from: line.text, by: step, beginningWith: start) else {
            return EditorCommand.failed
        }
        replaceLine(by: entry)
        aim = (EditedLine(editor), 0, start)
        return EditorCommand.changed
    }

    // MARK: - Changes

    /// Up to the end of the cursor's line, and at its end the line feed. By way of libedit's region, so that ^Y brings it
    /// back.
    private func killLine(_ line: EditedLine) -> UInt8 {
        guard !line.afterCursor.isEmpty else { return EditorCommand.failed }
        press([.setMark, line.restOfLine.isEmpty ? .right : .lineEnd, .killRegion])
        return EditorCommand.done
    }

    private func undo(_ line: EditedLine) -> UInt8 {
        changes.note(line)
        guard let earlier = changes.undo() else { return EditorCommand.failed }
        replaceLine(by: earlier.text, cursor: earlier.beforeCursor.unicodeScalars.count)
        return EditorCommand.changed
    }

    /// ^V: the next character as it is, also a control character.
    private func insertVerbatim() -> UInt8 {
        switch nextInput() {
        case .character(let scalar)? where scalar.value != 0:
            return el_insertstr(editor, String(scalar)) == 0 ? EditorCommand.changed : EditorCommand.failed
        case .paste(let text)?:
            paste = text
            return insertPaste()
        case .endOfFile?, nil: return EditorCommand.ended
        default: return EditorCommand.failed
        }
    }
}
