/// A key that this program gives a meaning of its own, where the user's settings do not.
struct EditorBinding {
    enum Mode {
        case emacs
        /// vi's command mode.
        case viCommand
        /// Everything but vi's command mode.
        case insert
        case all
    }

    /// In the notation of libedit's `bind`.
    var key: String
    var action: EditorAction
    var mode = Mode.all

    static let all: [EditorBinding] = [
        .init(key: "^A", action: .lineStart), .init(key: "^E", action: .lineEnd),
        .init(key: "^B", action: .left, mode: .insert), .init(key: "^F", action: .right, mode: .insert),
        .init(key: "^P", action: .up), .init(key: "^N", action: .down),
        .init(key: "^K", action: .killLine),
        .init(key: "^R", action: .searchBackward), .init(key: "^S", action: .searchForward),
        .init(key: "^V", action: .insertVerbatim, mode: .insert),
        .init(key: "^_", action: .undo), .init(key: "^X^U", action: .undo, mode: .emacs),
        .init(key: "^[^M", action: .insertLineFeed, mode: .emacs),
        .init(key: "^[p", action: .previousWithSameStart, mode: .emacs),
        .init(key: "^[n", action: .nextWithSameStart, mode: .emacs),
        .init(key: "^[<", action: .textStart, mode: .emacs), .init(key: "^[>", action: .textEnd, mode: .emacs),
        .init(key: "^[x", action: .command, mode: .emacs), .init(key: "^[X", action: .command, mode: .emacs),
        .init(key: "k", action: .up, mode: .viCommand), .init(key: "\\055", action: .up, mode: .viCommand),
        .init(key: "j", action: .down, mode: .viCommand), .init(key: "+", action: .down, mode: .viCommand),
        .init(key: "K", action: .previousWithSameStart, mode: .viCommand),
        .init(key: "J", action: .nextWithSameStart, mode: .viCommand),
        .init(key: "u", action: .undo, mode: .viCommand), .init(key: "D", action: .killLine, mode: .viCommand),
        .init(key: "/", action: .searchBackward, mode: .viCommand),
        .init(key: "?", action: .searchForward, mode: .viCommand),
        .init(key: "n", action: .searchAgain, mode: .viCommand),
        .init(key: "N", action: .searchAgainForward, mode: .viCommand),
        .init(key: ":", action: .command, mode: .viCommand),
    ]
}
