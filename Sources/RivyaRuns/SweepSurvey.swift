import RivyaSyntax

/// Takes the cells of a planned sweep, and lays down the order in which they are carried out.
///
/// The cells of one `gen` with the same axes are a grid. Its diagonal has every value of every axis in the fewest cells
/// that can have them, and so have the diagonals beside it, each cell being on one of them: cell i of a diagonal has
/// value i of each axis, shifted by a step of its own, and axes with fewer values begin anew. So diagonal after
/// diagonal is breadth first over all axes at once.
///
/// Pure, and linear in the number of cells but for one sorting.
package struct SweepSurvey: Sendable {
    /// Cells of one statement that have axes of the same names.
    private struct Grid {
        let statement: Int32
        var axes: [GridAxis]

        func has(_ others: ArraySlice<Axis>) -> Bool {
            axes.count == others.count && zip(axes, others).allSatisfy { $0.name == $1.name }
        }
    }

    /// The values of one axis, in the order in which they come.
    private struct GridAxis {
        let name: String
        /// What each of them is to the pilot.
        private(set) var features: [Int32] = []
        private var places: [JSONValue: Int32] = [:]
        /// The value of the last cell: mostly the next one has it, too.
        private var last: (value: JSONValue, place: Int32)?

        init(name: String) {
            self.name = name
        }

        /// nil for a value that is new.
        mutating func place(of value: JSONValue) -> Int32? {
            if let last, last.value == value { return last.place }
            guard let place = places[value] else { return nil }
            last = (value, place)
            return place
        }

        mutating func append(_ value: JSONValue, feature: Int32) -> Int32 {
            let place = Int32(features.count)
            places[value] = place
            features.append(feature)
            last = (value, place)
            return place
        }
    }

    /// What a pilot shows: a value of an axis, or a statement.
    private enum Feature: Hashable {
        case value(Axis)
        case statement(file: String, offset: UInt32)
    }

    private struct Cell {
        var grid: Int32
        /// Where its places on the axes begin, in `places`.
        var start: Int32
    }

    private var known: [Feature: Int32] = [:]
    private var grids: [Grid] = []
    private var gridsByStatement: [Int32: [Int]] = [:]
    private var cells: [Cell] = []
    private var places: [Int32] = []
    private var dependencies: [Int: [Int]] = [:]
    /// The statement of the last cell.
    private var last: (file: String, offset: UInt32, id: Int32)?

    package init() {}

    /// Adds the next cell. They come in the order of the script: the first is job 1.
    ///
    /// - Parameters:
    ///   - file: with `offset`, where the `gen` stands.
    ///   - dependencies: the jobs that it needs, which came before it.
    package mutating func add(axes: [Axis], file: String, offset: UInt32, dependencies: [Int]) {
        // A further take of a request has no value of its own.
        let axes = axes.last?.name == "take" ? axes.dropLast() : axes[...]
        let grid = grid(of: statement(file, offset), axes)
        cells.append(Cell(grid: Int32(grid), start: Int32(places.count)))
        for (number, axis) in axes.enumerated() {
            if let place = grids[grid].axes[number].place(of: axis.value) {
                places.append(place)
            } else {
                places.append(grids[grid].axes[number].append(axis.value, feature: id(of: .value(axis))))
            }
        }
        if !dependencies.isEmpty { self.dependencies[cells.count] = dependencies }
    }

    private mutating func statement(_ file: String, _ offset: UInt32) -> Int32 {
        if let last, last.offset == offset, last.file == file { return last.id }
        let id = id(of: .statement(file: file, offset: offset))
        last = (file, offset, id)
        return id
    }

    private mutating func id(of feature: Feature) -> Int32 {
        if let id = known[feature] { return id }
        let id = Int32(known.count)
        known[feature] = id
        return id
    }

    private mutating func grid(of statement: Int32, _ axes: ArraySlice<Axis>) -> Int {
        if let grid = gridsByStatement[statement]?.first(where: { grids[$0].has(axes) }) { return grid }
        grids.append(Grid(statement: statement, axes: axes.map { GridAxis(name: $0.name) }))
        gridsByStatement[statement, default: []].append(grids.count - 1)
        return grids.count - 1
    }

    /// - Parameter paid: jobs whose results exist or are being made: the pilot need not show what they show.
    package func order(paid: Set<Int> = []) -> RunOrder {
        let breadthFirst = breadthFirstOrder()
        let isPilot = pilot(breadthFirst, paid: paid)
        var places = [Int32](repeating: 0, count: cells.count)
        var next: Int32 = 0
        for wanted in [true, false] {
            for cell in breadthFirst where isPilot[cell] == wanted {
                places[cell] = next
                next += 1
            }
        }
        return RunOrder(places: places, pilotCount: isPilot.count { $0 })
    }

    // MARK: - Diagonals

    private struct Position {
        var diagonal: Int
        var step: Int
        var cell: Int
    }

    /// The cells, from 0, diagonal after diagonal.
    private func breadthFirstOrder() -> [Int] {
        struct Spot: Hashable {
            var grid: Int32
            var diagonal: Int
            var step: Int
        }
        let sizes = grids.map { $0.axes.map(\.features.count) }
        var earlier: [Spot: Int] = [:]
        var positions: [Position] = []
        positions.reserveCapacity(cells.count)
        for (number, cell) in cells.enumerated() {
            let sizes = sizes[Int(cell.grid)]
            let start = Int(cell.start)
            var (diagonal, step, count) = Self.diagonal(of: places[start..<start + sizes.count], sizes: sizes)
            // Cells with equal values, such as further takes, are a grid behind the first.
            let spot = Spot(grid: cell.grid, diagonal: diagonal, step: step)
            let repeats = earlier[spot, default: 0]
            earlier[spot] = repeats + 1
            diagonal = diagonal &+ repeats &* count
            positions.append(Position(diagonal: diagonal, step: step, cell: number))
        }
        positions.sort { ($0.diagonal, $0.step, $0.cell) < ($1.diagonal, $1.step, $1.cell) }
        return positions.map(\.cell)
    }

    /// On which diagonal a cell is, where on it, and how many there are. The longest axis leads: a diagonal has each of
    /// its values once.
    ///
    /// The numbers of an enormous grid wrap round: any order serves it that is the same again.
    private static func diagonal(
        of values: ArraySlice<Int32>, sizes: [Int]
    ) -> (diagonal: Int, step: Int, count: Int) {
        guard let leading = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { return (0, 0, 1) }
        let step = Int(values[values.startIndex + leading])
        var (diagonal, count) = (0, 1)
        for axis in sizes.indices where axis != leading {
            let size = sizes[axis]
            let shift = (Int(values[values.startIndex + axis]) - step % size + size) % size
            diagonal = diagonal &+ shift &* count
            count = count &* size
        }
        return (diagonal, step, count)
    }

    // MARK: - The pilot

    /// For each cell whether it is part of the pilot.
    private func pilot(_ order: [Int], paid: Set<Int>) -> [Bool] {
        var isPilot = [Bool](repeating: false, count: cells.count)
        var isShown = [Bool](repeating: false, count: known.count)
        func choose(_ cell: Int) {
            var open = [cell]
            while let cell = open.popLast() {
                forEachFeature(of: cell) { isShown[$0] = true }
                guard !isPilot[cell] else { continue }
                isPilot[cell] = true
                // What a cell needs is carried out with it, or taken from where it is.
                open += (dependencies[cell + 1] ?? []).map { $0 - 1 }
            }
        }
        for job in paid where cells.indices.contains(job - 1) {
            forEachFeature(of: job - 1) { isShown[$0] = true }
        }
        // Those first that show most: what a cell has new only becomes less, so one pass for each number is enough.
        let most = grids.map { $0.axes.count + 1 }.max() ?? 0
        for wanted in stride(from: most, to: 0, by: -1) {
            for cell in order {
                var new = 0
                forEachFeature(of: cell) { if !isShown[$0] { new += 1 } }
                if new == wanted { choose(cell) }
            }
        }
        return isPilot
    }

    private func forEachFeature(of cell: Int, _ body: (Int) -> Void) {
        let grid = Int(cells[cell].grid)
        body(Int(grids[grid].statement))
        for axis in grids[grid].axes.indices {
            body(Int(grids[grid].axes[axis].features[Int(places[Int(cells[cell].start) + axis])]))
        }
    }
}
