import RivyaGallery
import RivyaRuns

/// Draws a grid of cells: what each has made, or the reason why it has made nothing, under the words of its axes.
struct SheetDrawing {
    /// What the picture formats take.
    private static let largestSide = 30_000
    /// `ffmpeg` takes some fifteen bytes of memory for each pixel.
    private static let largestArea = 100_000_000
    private static let gap = 12
    private static let smallestSide = 64
    private static let captionLines = 2
    private static let headerLines = 3

    let title: String
    let grid: SheetGrid
    let ffmpeg: FFmpeg
    /// Of a cell's picture, in pixels: a square that it fits into.
    let side: Int

    private var lineHeight: Int { ffmpeg.fontSize + ffmpeg.fontSize / 4 }
    private var captionHeight: Int { Self.captionLines * lineHeight }
    private var headerHeight: Int { grid.hasColumnLabels ? Self.headerLines * lineHeight : 0 }
    private var labelWidth: Int { grid.hasLineLabels ? max(side * 2 / 3, 12 * ffmpeg.fontSize) : 0 }

    /// The side that a grid of cells can have at most; nil where even small ones would be too many.
    static func largestFittingSide(_ wanted: Int, columns: Int, lines: Int) -> Int? {
        var side = wanted
        while side >= smallestSide {
            let (width, height) = ((side + gap) * (columns + 1), (side + 60) * (lines + 1))
            if width <= largestSide, height <= largestSide, width * height <= largestArea { return side }
            side = side * 3 / 4
        }
        return nil
    }

    /// - Parameter name: of the picture in ffmpeg's folder.
    func draw(as name: String) async throws {
        let pictures = await pictures()
        // A line is as high as its highest picture, so that wide ones leave no holes.
        let heights = grid.lines.map { line in
            let known = line.cells.compactMap { $0.flatMap { pictures[$0.label.index] }?.height }
            return line.cells.contains { $0 != nil && pictures[$0!.label.index] == nil }
                ? max(known.max() ?? 0, side / 2) : known.max() ?? 0
        }
        let titleHeight = lineHeight + Self.gap
        let width = Self.gap + labelWidth + (side + Self.gap) * grid.columns.count
        let height =
            Self.gap + titleHeight + headerHeight
            + heights.reduce(0) { $0 + $1 + captionHeight + Self.gap }
        var canvas = SheetCanvas(width: max(width, side), height: height)
        var labels: [FFmpeg.Label] = []
        func say(_ text: String, x: Int, y: Int, width: Int, lines: Int) throws {
            let shown = SheetText.lines(text, columns: max(4, width * 10 / (ffmpeg.fontSize * 61 / 10)), count: lines)
            guard !shown.isEmpty else { return }
            let file = "label-\(labels.count).txt"
            try ffmpeg.write(Array(shown.joined(separator: "\n").utf8), to: file)
            labels.append(FFmpeg.Label(file: file, x: x, y: y))
        }
        func left(_ column: Int) -> Int { Self.gap + labelWidth + (side + Self.gap) * column }

        try say(title, x: Self.gap, y: Self.gap, width: canvas.width - 2 * Self.gap, lines: 1)
        var top = Self.gap + titleHeight
        for (column, label) in grid.columns.enumerated() {
            try say(label, x: left(column), y: top, width: side, lines: Self.headerLines)
        }
        top += headerHeight
        for (line, height) in zip(grid.lines, heights) {
            try say(
                line.label, x: Self.gap, y: top, width: labelWidth - Self.gap, lines: max(1, height / lineHeight))
            for (column, cell) in line.cells.enumerated() {
                guard let cell else { continue }
                let x = left(column)
                if let picture = pictures[cell.label.index].flatMap(ffmpeg.take) {
                    canvas.draw(picture, x: x, y: top)
                } else {
                    canvas.fill(x: x, y: top, width: side, height: height, cell.isMissing ? .failed : .pale)
                    try say(
                        cell.placeholder, x: x + 6, y: top + 6, width: side - 12,
                        lines: max(1, (height - 6) / lineHeight))
                }
                try say(cell.caption, x: x, y: top + height + 3, width: side, lines: Self.captionLines)
            }
            top += height + captionHeight + Self.gap
        }
        try await ffmpeg.finish(canvas, labels: labels, as: name)
    }

    /// By the index of the cell. Two calls at a time, each with one thread of its own.
    private func pictures() async -> [Int: FFmpeg.Tile] {
        let wanted = grid.lines.flatMap(\.cells).compactMap { cell in
            cell.flatMap { cell in cell.files.first.map { FFmpeg.Source(number: cell.label.index, path: $0.path) } }
        }
        return await withTaskGroup(of: [Int: FFmpeg.Tile].self) { group in
            var rest = wanted[...]
            var pictures: [Int: FFmpeg.Tile] = [:]
            func begin() {
                let next = Array(rest.prefix(FFmpeg.sourcesAtOnce))
                guard !next.isEmpty else { return }
                rest.removeFirst(next.count)
                group.addTask { await ffmpeg.tiles(of: next, side: side) }
            }
            begin()
            begin()
            while let tiles = await group.next() {
                pictures.merge(tiles) { $1 }
                begin()
            }
            return pictures
        }
    }
}

extension GalleryCell {
    /// It ended, and there is nothing to see.
    fileprivate var isMissing: Bool {
        switch state {
        case .planned, .running: false
        case .ended(let status): !status.isSuccess || files.isEmpty
        }
    }

    /// In place of a picture.
    fileprivate var placeholder: String {
        let word = state.text.replacing("_", with: " ")
        if let failure, isMissing { return "\(word)\n\(failure.message)" }
        guard let file = files.first else { return word }
        return "no picture\n\(file.path.split(separator: "/").last ?? "")"
    }

    fileprivate var caption: String {
        let stars = judgment?.stars.map { " " + String(repeating: "★", count: $0) } ?? ""
        return "\(label.index)\(stars) \(label.name ?? prompt ?? label.model)"
    }
}
