import RivyaGallery
import RivyaRuns
import RivyaSyntax

/// Cells in the grid of their axes: the last axis across, the others down. Without axes they fill lines.
struct SheetGrid {
    struct Line {
        var label: String
        /// For each column a cell, or nothing.
        var cells: [GalleryCell?]
    }

    private(set) var columns: [String] = []
    private(set) var lines: [Line] = []

    init(_ cells: [GalleryCell]) {
        var names: [String] = []
        for axis in cells.flatMap(\.label.axes) where !names.contains(axis.name) { names.append(axis.name) }
        guard let across = names.popLast() else {
            let width = max(1, Int(Double(cells.count).squareRoot().rounded(.up)))
            columns = Array(repeating: "", count: min(width, cells.count))
            lines = stride(from: 0, to: cells.count, by: width).map { start in
                let part = cells[start..<min(start + width, cells.count)]
                let holes = [GalleryCell?](repeating: nil, count: columns.count - part.count)
                return Line(label: "", cells: part.map(Optional.init) + holes)
            }
            return
        }
        var columnPlaces: [String: Int] = [:]
        for cell in cells {
            let text = Self.text(across, cell)
            if columnPlaces[text] == nil {
                columnPlaces[text] = columns.count
                columns.append(text)
            }
        }
        // Several cells of one place, such as two requests of one loop, stand in lines of their own.
        var places: [String: [Int]] = [:]
        for cell in cells {
            let label = names.map { Self.text($0, cell) }.joined(separator: "\n")
            guard let column = columnPlaces[Self.text(across, cell)] else { continue }
            if let free = places[label]?.first(where: { lines[$0].cells[column] == nil }) {
                lines[free].cells[column] = cell
                continue
            }
            var line = Line(label: label, cells: Array(repeating: nil, count: columns.count))
            line.cells[column] = cell
            places[label, default: []].append(lines.count)
            lines.append(line)
        }
    }

    var hasColumnLabels: Bool { columns.contains { !$0.isEmpty } }
    var hasLineLabels: Bool { lines.contains { !$0.label.isEmpty } }

    private static func text(_ name: String, _ cell: GalleryCell) -> String {
        guard let value = cell.label.axes.last(where: { $0.name == name })?.value else { return "" }
        return "\(name)=\(value.plainText)"
    }
}
