import Foundation
import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya sheet [RUN]`: a run's results as one picture.
package struct SheetCommand: Sendable {
    /// The latest run where there is none.
    package var run: String?
    /// Where the picture goes.
    package var picture: String?
    /// Of each result in it, in pixels.
    package var size = 320
    package var font: String?
    package var home: String?
    package var isSimulated = false

    /// TrueType, OpenType, and collections of them.
    private static let fontBeginnings: [[UInt8]] = [
        [0, 1, 0, 0], Array("OTTO".utf8), Array("true".utf8), Array("ttcf".utf8),
    ]

    package init(run: String?) {
        self.run = run
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            let id = try await records.runID(run)
            guard let contents = try await records.reader.contents(ofRun: id) else { return .badInput }
            let gallery = GalleryRun(contents)
            guard !gallery.cells.isEmpty else {
                throw CommandProblem(message: "the run `\(id)` has no jobs to draw")
            }
            let target =
                try picture.map { surroundings.absolute($0) }
                ?? RunGallery.sheet(of: id, in: RunGallery.root(of: contents))
            try await draw(gallery, to: target, surroundings)
            surroundings.output.print(
                StyledText(TerminalText.safe(shownPath(target, below: surroundings.workingFolder))))
            return .success
        } catch let error as FFmpeg.Failure {
            surroundings.fail(TerminalText.safe(error.message), help: error.help)
            return .badInput
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func draw(_ run: GalleryRun, to target: String, _ surroundings: Surroundings) async throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.path + "/rivya-sheet-\(UUID().uuidString)"
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? files.removeItem(atPath: folder) }
        let grid = SheetGrid(run.cells)
        guard
            let side = SheetDrawing.largestFittingSide(size, columns: grid.columns.count, lines: grid.lines.count)
        else {
            throw FFmpeg.Failure(
                message: "\(run.cells.count) cells in \(grid.columns.count) columns are too many for one picture",
                help: "look at them in `rivya gallery`")
        }
        if let font {
            guard let data = files.contents(atPath: surroundings.absolute(font)) else {
                throw FFmpeg.Failure(message: "the font `\(font)` cannot be read")
            }
            // ffmpeg would quietly take another one.
            guard Self.fontBeginnings.contains(where: { data.starts(with: $0) }) else {
                throw FFmpeg.Failure(
                    message: "`\(font)` is no font file",
                    help: "name a TrueType or OpenType file, such as DejaVuSans.ttf")
            }
            // Under a name of ours: its own would have to be escaped for ffmpeg.
            try data.write(to: URL(fileURLWithPath: folder + "/font"))
        }
        let ffmpeg = try FFmpeg(
            in: folder, font: font.map { _ in "font" }, fontSize: max(9, min(18, side / 22)),
            environment: surroundings.environment)
        try await ffmpeg.check()
        let name = target.lowercased().hasSuffix(".png") ? "sheet.png" : "sheet.jpg"
        try await SheetDrawing(title: "\(run.id)  \(run.title)", grid: grid, ffmpeg: ffmpeg, side: side).draw(as: name)
        do {
            try files.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            guard let data = files.contents(atPath: folder + "/" + name) else { throw CocoaError(.fileReadNoSuchFile) }
            try data.write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw FFmpeg.Failure(message: "`\(target)` cannot be written", help: "name another file with `--out`")
        }
    }
}
