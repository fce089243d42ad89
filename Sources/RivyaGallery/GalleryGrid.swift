import RivyaRuns
import RivyaSyntax

/// Cells arranged by their axes: the last axis across, all the others down.
struct GalleryGrid {
    struct Row {
        /// The values of the row axes, in their order.
        var labels: [String]
        /// For each column the cells that belong there: several where takes or models share a place.
        var places: [[GalleryCell]]
    }

    /// The name of the axis that goes across; nil where there is none, and everything is in one column.
    private(set) var columnAxis: String?
    private(set) var columns: [String] = []
    private(set) var rowAxes: [String] = []
    private(set) var rows: [Row] = []

    /// What is shown where a cell has no value on an axis.
    private static let missing = "–"

    init(_ run: GalleryRun) {
        let names = run.axisNames
        columnAxis = names.last
        rowAxes = Array(names.dropLast())
        var columnIndices: [String: Int] = [:]
        var rowIndices: [[String]: Int] = [:]
        for cell in run.cells {
            let column = columnAxis.map { Self.text(of: $0, in: cell) } ?? ""
            if columnIndices.updateValue(columnIndices[column] ?? columns.count, forKey: column) == nil {
                columns.append(column)
            }
            let labels = rowAxes.map { Self.text(of: $0, in: cell) }
            if rowIndices.updateValue(rowIndices[labels] ?? rows.count, forKey: labels) == nil {
                rows.append(Row(labels: labels, places: []))
            }
        }
        for index in rows.indices { rows[index].places = Array(repeating: [], count: columns.count) }
        for cell in run.cells {
            let column = columnAxis.map { Self.text(of: $0, in: cell) } ?? ""
            let labels = rowAxes.map { Self.text(of: $0, in: cell) }
            guard let row = rowIndices[labels], let place = columnIndices[column] else { continue }
            rows[row].places[place].append(cell)
        }
    }

    private static func text(of name: String, in cell: GalleryCell) -> String {
        guard let value = cell.label.axes.last(where: { $0.name == name })?.value else { return missing }
        if case .string(let text) = value { return text }
        return value.text
    }
}
