/// What keys do in the editor, each under a number by which libedit's tables know it.
///
/// The numbers are control characters that no keyboard sends and that are dropped from the input: so an action is one
/// key to libedit, in every mode, also where escape is a command of its own (vi).
enum EditorAction: UInt8, CaseIterable {
    case left = 0x80
    case right
    case up
    case down
    case lineStart
    case lineEnd
    case textStart
    case textEnd
    case delete
    case previousStatement
    case nextStatement
    case previousWithSameStart
    case nextWithSameStart
    case killLine
    case undo
    case searchBackward
    case searchForward
    case searchAgain
    case searchAgainForward
    case insertVerbatim
    case insertLineFeed
    case command
    /// Pressed by the editor itself, to put the text of `LinePart.reopened` into the line.
    case reopen

    // libedit's own.
    case wordLeft
    case wordRight
    case deleteWord
    case setMark
    case killRegion
    case editorCommand

    case paste

    var scalar: Unicode.Scalar { Unicode.Scalar(rawValue) }

    /// In the notation of libedit's `bind`.
    var keyName: String { "\\" + String(rawValue, radix: 8) }

    /// The function of libedit's that it is bound to, where it is not `EditorCore.act`.
    var libeditFunction: String? {
        switch self {
        case .wordLeft: "ed-prev-word"
        case .wordRight: "em-next-word"
        case .deleteWord: "em-delete-next-word"
        case .setMark: "em-set-mark"
        case .killRegion: "em-kill-region"
        case .editorCommand: "ed-command"
        default: nil
        }
    }

    /// What a key of the keyboard does. Shift changes nothing.
    init(_ key: EditingKey) {
        let isFar = !key.modifiers.isDisjoint(with: [.control, .alt])
        self =
            switch key.name {
            case .left: isFar ? .wordLeft : .left
            case .right: isFar ? .wordRight : .right
            case .up: isFar ? .previousStatement : .up
            case .down: isFar ? .nextStatement : .down
            case .home: isFar ? .textStart : .lineStart
            case .end: isFar ? .textEnd : .lineEnd
            case .delete: isFar ? .deleteWord : .delete
            case .pageUp: .previousWithSameStart
            case .pageDown: .nextWithSameStart
            }
    }
}
