import CErrorIndex
package import RivyaSyntax

/// The entries of `Documentation/Errors.md`, which the program carries: the guide is the only text there is.
package enum ErrorIndex {
    package struct Entry: Sendable {
        package var code: DiagnosticCode
        package var title: String
        package var blocks: [Topic.Block]
    }

    /// In the order of the document; read when they are first asked for.
    package static let entries: [Entry] = entries(
        in: String(
            decoding: UnsafeBufferPointer(start: error_index_bytes(), count: error_index_count()), as: UTF8.self))

    /// Reads what lies below each `### CODE: title`: paragraphs and fenced code.
    static func entries(in markdown: String) -> [Entry] {
        var entries: [Entry] = []
        var paragraph: [Substring] = []
        var code: [Substring]?
        var isEntry = false
        func endParagraph() {
            if isEntry, !paragraph.isEmpty {
                entries[entries.count - 1].blocks.append(.text(paragraph.joined(separator: " ")))
            }
            paragraph = []
        }
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                endParagraph()
                if let lines = code, isEntry {
                    entries[entries.count - 1].blocks.append(.code(lines.joined(separator: "\n")))
                }
                code = code == nil ? [] : nil
            } else if code != nil {
                code?.append(line)
            } else if line.hasPrefix("#") {
                endParagraph()
                let heading = line.drop { $0 == "#" }.dropFirst()
                let colon = heading.firstIndex(of: ":") ?? heading.endIndex
                isEntry = false
                guard let known = DiagnosticCode(rawValue: String(heading[..<colon])) else { continue }
                isEntry = true
                entries.append(Entry(code: known, title: String(heading[colon...].dropFirst(2)), blocks: []))
            } else if line.isEmpty {
                endParagraph()
            } else {
                paragraph.append(line)
            }
        }
        endParagraph()
        return entries
    }
}
