/// The lines of a file that a diagnostic or a note is about, with what is said of them.
struct Excerpt {
    private let file: SourceFile
    private let position: SourceFile.Position
    /// By line, the primary one of a line first.
    private let lines: [(number: Int, annotations: [Annotation])]

    var lastLine: Int { lines.last?.number ?? 1 }

    init(_ diagnostic: Diagnostic) {
        let texts = diagnostic.labels.filter { $0.range == diagnostic.range }.map(\.text)
        var annotations = (texts.isEmpty ? [""] : texts).map {
            Annotation(range: diagnostic.range, text: $0, isPrimary: true)
        }
        for label in diagnostic.labels where label.range != diagnostic.range {
            annotations.append(Annotation(range: label.range, text: label.text, isPrimary: false))
        }
        self.init(file: diagnostic.file, annotations)
    }

    init(_ location: Diagnostic.Location) {
        self.init(file: location.file, [Annotation(range: location.range, text: "", isPrimary: true)])
    }

    /// The first annotation is the one that the excerpt is named after.
    private init(file: SourceFile, _ annotations: [Annotation]) {
        self.file = file
        position = file.position(at: annotations[0].range.lower)
        let byLine = Dictionary(grouping: annotations) { file.line(at: $0.range.lower) }
        lines = byLine.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// - Parameters:
    ///   - margin: white space as wide as a line number and the space before it.
    ///   - primary: the role of the primary marks and their texts.
    ///   - columns: how much of a line is shown at most.
    func append(to output: inout StyledText, margin: String, primary: StyledText.Role, columns: Int) {
        output.append(margin)
        output.append("--> ", .gutter)
        // A file that could not be read, or that holds nothing, has no place to show.
        guard !file.bytes.isEmpty else {
            output.append(TerminalText.safe(file.name))
            output.endLine()
            return
        }
        output.append("\(TerminalText.safe(file.name)):\(position.line):\(position.column)")
        output.endLine()
        appendBar(margin, to: &output)
        output.endLine()
        var previous: Int?
        for (number, annotations) in lines {
            if let previous, number > previous + 1 {
                output.append("...", .gutter)
                output.endLine()
            }
            previous = number
            // What does not fit the part of a long line that is shown is shown with a part of its own.
            var pending = annotations
            while !pending.isEmpty {
                let line = SourceLine(file, number, around: pending, columns: columns)
                let digits = String(number)
                output.append(String(repeating: " ", count: margin.utf8.count - digits.utf8.count) + digits, .gutter)
                output.append(" | ", .gutter)
                output.append(line.text)
                output.endLine()
                // The first is shown by construction, even if its offset lies inside a character.
                let shown = [pending[0]] + pending.dropFirst().filter { line.shows($0.range) }
                pending = pending.dropFirst().filter { !line.shows($0.range) }
                for row in AnnotationRows(shown, on: line, primary: primary).rows {
                    appendBar(margin, to: &output)
                    for part in row { output.append(part.text, part.role) }
                    output.endLine()
                }
            }
        }
    }

    private func appendBar(_ margin: String, to output: inout StyledText) {
        output.append(margin)
        output.append(" | ", .gutter)
    }
}
