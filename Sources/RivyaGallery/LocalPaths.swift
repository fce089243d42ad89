import RivyaRuns
import RivyaSyntax

/// Takes the absolute paths of this machine out of texts that leave it: of `/srv/ada/refs/fox.png` stays `fox.png`.
///
/// Prompts and requests are what the service was told and stay as they are; all else that a script, or an error message
/// of this program, says about files is covered.
struct LocalPaths {
    /// What to show for a path; paths with equal names keep as much of their folders as tells them apart.
    private var names: [String: String] = [:]

    init(_ runs: [GalleryRun]) {
        var found: Set<String> = []
        for run in runs {
            Self.forEachPath(in: run.title) { found.insert(String($0)) }
            for cell in run.cells {
                for text in Self.texts(cell) { Self.forEachPath(in: text) { found.insert(String($0)) } }
            }
        }
        var byName: [Substring: [String]] = [:]
        for path in found.sorted() {
            byName[path.split(separator: "/").last ?? "", default: []].append(path)
        }
        for (name, paths) in byName {
            let parts = paths.map { $0.split(separator: "/") }
            let shared = parts.dropFirst().reduce(parts[0].dropLast()) { shared, other in
                zip(shared, other).prefix { $0 == $1 }.map(\.0)[...]
            }
            for (path, parts) in zip(paths, parts) {
                names[path] = paths.count == 1 ? String(name) : parts[shared.count...].joined(separator: "/")
            }
        }
    }

    func hidden(in text: String) -> String {
        var result = ""
        var end = text.startIndex
        Self.forEachPath(in: text) { path in
            result += text[end..<path.startIndex]
            result += names[String(path)] ?? String(path.split(separator: "/").last ?? "")
            end = path.endIndex
        }
        return end == text.startIndex ? text : result + text[end...]
    }

    /// A result's file name: one that was made of a cell's name has `-` where a path of it has `/`.
    func hidden(inFileName name: String, of cell: GalleryCell) -> String {
        var result = name
        for text in Self.texts(cell) {
            Self.forEachPath(in: text) { path in
                let folder = path.dropLast(hidden(in: String(path)).count)
                result = result.replacing(folder.replacing("/", with: "-"), with: "")
            }
        }
        return result
    }

    private static func texts(_ cell: GalleryCell) -> [String] {
        var texts = [cell.label.name, cell.origin?.statement, cell.origin?.file, cell.failure?.message]
        texts.append(cell.failure?.help)
        texts += cell.label.tags
        for case .string(let text) in cell.label.axes.map(\.value) { texts.append(text) }
        return texts.compactMap { $0 }
    }

    /// A path begins with `/` at the beginning of a word, has at least two parts, and ends with the word; in quotes it
    /// may hold spaces.
    private static func forEachPath(in text: String, _ body: (Substring) -> Void) {
        guard text.utf8.contains(UInt8(ascii: "/")) else { return }
        let openings: Set<Character> = ["\"", "'", "`", "=", "(", "[", ",", ":", " ", "\t", "\n"]
        var previous: Character = " "
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            guard character == "/", openings.contains(previous) else {
                previous = character
                index = text.index(after: index)
                continue
            }
            let quote: Character? = ["\"", "'", "`"].contains(previous) ? previous : nil
            let isWhole = index == text.startIndex && !text.contains { $0.isNewline }
            var end = index
            while end < text.endIndex {
                let next = text[end]
                if let quote, text[index...].contains(quote) {
                    if next == quote { break }
                } else if !isWhole, next.isWhitespace || "\"'`,)]:;".contains(next) {
                    break
                }
                end = text.index(after: end)
            }
            let path = text[index..<end]
            // `//` begins what follows the scheme of a URL.
            if !path.hasPrefix("//"), path.split(separator: "/").count >= 2 { body(path) }
            previous = " "
            index = end
            if end < text.endIndex {
                previous = text[end]
                index = text.index(after: end)
            }
        }
    }
}
