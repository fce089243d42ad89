import CLibEdit

/// A copy of the line being edited.
struct EditedLine: Hashable {
    var beforeCursor: String
    var afterCursor: String

    var text: String { beforeCursor + afterCursor }
}

extension EditedLine {
    init(_ editor: OpaquePointer) {
        guard let info = el_line(editor)?.pointee, let start = info.buffer else {
            (beforeCursor, afterCursor) = ("", "")
            return
        }
        func text(from lower: UnsafePointer<CChar>, to upper: UnsafePointer<CChar>) -> String {
            let bytes = UnsafeRawBufferPointer(start: lower, count: upper - lower)
            return String(decoding: bytes, as: UTF8.self)
        }
        beforeCursor = text(from: start, to: info.cursor)
        afterCursor = text(from: info.cursor, to: info.lastchar)
    }
}
