/// What a line was before each change, so that changes can be taken back. Characters typed one after the other are one
/// change, up to the end of a word.
struct UndoHistory {
    private var states: [EditedLine] = []
    private var isTyping = false

    private static let limit = 1000

    /// Notes how the line is now. Moving the cursor is no change.
    mutating func note(_ line: EditedLine) {
        guard let last = states.last else {
            states = [line]
            return
        }
        if last.text == line.text {
            if last != line {
                states[states.count - 1] = line
                isTyping = false
            }
            return
        }
        let typed =
            line.afterCursor == last.afterCursor && line.beforeCursor.hasPrefix(last.beforeCursor)
            ? line.beforeCursor.dropFirst(last.beforeCursor.count) : ""
        let isTyped = typed.count == 1
        let beginsWord = last.beforeCursor.last?.isWhitespace ?? true && !(typed.first?.isWhitespace ?? false)
        if isTyped, isTyping, !beginsWord, states.count > 1 {
            states[states.count - 1] = line
        } else {
            states.append(line)
            if states.count > Self.limit { states.removeFirst() }
        }
        isTyping = isTyped
    }

    /// The line before the last change; nil where there was none.
    mutating func undo() -> EditedLine? {
        guard states.count > 1 else { return nil }
        states.removeLast()
        isTyping = false
        return states.last
    }
}
