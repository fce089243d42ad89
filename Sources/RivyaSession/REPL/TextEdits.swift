import RivyaSyntax

/// Changes to a part of a file's text; none overlaps another.
struct TextEdits {
    private var edits: [(range: SourceRange, text: String)] = []

    mutating func replace(_ range: SourceRange, with text: String) { edits.append((range, text)) }

    /// The text of a range of the file, changed.
    func text(of range: SourceRange, in file: SourceFile) -> String {
        var result = ""
        var place = range.lower
        for edit in edits.sorted(by: { $0.range.lower < $1.range.lower })
        where edit.range.lower >= place && edit.range.upper <= range.upper {
            result += file.text(SourceRange(Int(place), Int(edit.range.lower))) + edit.text
            place = edit.range.upper
        }
        return result + file.text(SourceRange(Int(place), Int(range.upper)))
    }
}
