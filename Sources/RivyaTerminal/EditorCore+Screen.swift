import CLibEdit

/// Writing around the edited line. libedit has flushed its own output whenever these run, and `EL_REFRESH` draws the
/// line anew where the cursor is left.
extension EditorCore {
    private var columns: Int { output.columns(of: .output) ?? 80 }

    /// Shows text, which ends with a line feed, above the edited line.
    func showAbove(_ text: String) {
        send(erasingLine() + text)
        rivya_el_refresh(editor)
    }

    /// Does what other threads have asked for meanwhile.
    func grantWishes(after events: Set<UInt8>) {
        let wishes = mailbox.takeWishes()
        // Where the line starts is counted with the prompt that is on the screen.
        let erasing = erasingLine()
        if let newPrompt = wishes.newPrompt { prompt = newPrompt }
        if events.contains(WakePipe.continued) {
            // The shell has used the terminal; libedit sets its modes only when it believes them to be others.
            _ = rivya_el_set_int(editor, EL_PREP_TERM, 0)
            _ = rivya_el_set_int(editor, EL_PREP_TERM, 1)
            send(PastedText.enable)
        }
        el_resize(editor)
        let messages = wishes.messages.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
        send(erasing + messages)
        rivya_el_refresh(editor)
    }

    /// The codes that remove the prompt and the line and leave the cursor where the prompt was.
    func erasingLine() -> String {
        let line = EditedLine(editor)
        var layout = LineLayout(columns: columns)
        layout.add(EditorPrompt.visible(shownPrompt, color: output.output.usesColor))
        layout.add(line.beforeCursor)
        return (layout.row > 0 ? "\u{1B}[\(layout.row)A" : "") + "\r\u{1B}[J"
    }

    /// The codes that put the cursor below the line, for output that follows it.
    func leavingLine(mark: String) -> String {
        let line = EditedLine(editor)
        var layout = LineLayout(columns: columns)
        layout.add(EditorPrompt.visible(shownPrompt, color: output.output.usesColor))
        layout.add(line.beforeCursor)
        let cursorRow = layout.row
        layout.add(line.afterCursor)
        let down = layout.row - cursorRow
        let place = (down > 0 ? "\u{1B}[\(down)B" : "") + "\r" + (layout.column > 0 ? "\u{1B}[\(layout.column)C" : "")
        return place + mark + "\r\n"
    }
}
