import CLibEdit
import RivyaSyntax

/// Changing the edited line. libedit counts in wide characters, which are Unicode scalars.
extension EditorCore {
    /// Puts another text into the line's place.
    ///
    /// - Parameter cursor: the scalars before the cursor; nil for its end.
    func replaceLine(by text: String, cursor: Int? = nil) {
        let line = EditedLine(editor)
        if line.text != text {
            moveCursor(by: line.afterCursor.unicodeScalars.count)
            el_deletestr(editor, Int32(line.text.unicodeScalars.count))
            el_insertstr(editor, text)
        } else {
            moveCursor(by: line.afterCursor.unicodeScalars.count)
        }
        if let cursor { moveCursor(by: cursor - text.unicodeScalars.count) }
    }

    func moveCursor(by count: Int) {
        if count != 0 { el_cursor(editor, Int32(count)) }
    }

    /// Draws the line anew after a change of its prompt.
    func redraw(_ change: () -> Void) {
        let erasing = erasingLine()
        change()
        send(erasing)
        rivya_el_refresh(editor)
    }
}

extension EditedLine {
    /// The part of the cursor's line in front of the cursor.
    var startOfLine: Substring {
        beforeCursor[
            (beforeCursor.lastIndex(of: "\n").map { beforeCursor.index(after: $0) } ?? beforeCursor.startIndex)...]
    }

    /// The part of the cursor's line behind the cursor.
    var restOfLine: Substring { afterCursor.prefix { $0 != "\n" } }
}
