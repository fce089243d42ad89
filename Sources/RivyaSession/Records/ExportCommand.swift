import Foundation
import RivyaGallery
import RivyaSyntax
import RivyaTerminal

/// `rivya export [RUN...]`: runs as a table for spreadsheets and data frames.
package struct ExportCommand: Sendable {
    package enum Format: Sendable {
        case csv
        case jsonLines
    }

    /// Empty for the latest run.
    package var runs: [String]
    package var home: String?
    package var isSimulated: Bool
    package var format: Format
    /// nil, or `-`, for the standard output.
    package var path: String?
    /// CSV with texts as they are, also those that a spreadsheet would calculate.
    package var isRaw: Bool
    /// Only jobs for which this holds (`JobFilter`).
    package var filter: String?

    package init(
        runs: [String], home: String?, isSimulated: Bool, format: Format, path: String?, isRaw: Bool
    ) {
        self.runs = runs
        self.home = home
        self.isSimulated = isSimulated
        self.format = format
        self.path = path
        self.isRaw = isRaw
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            var found: [GalleryRun] = []
            for id in try await records.runIDs(runs) {
                found.append(try await records.gallery(ofRun: id, hasPlan: true))
            }
            if let filter { found = try JobFilter(filter, axes: found.flatMap(\.axisNames)).narrowing(found) }
            let export = RunExport(found)
            let bytes = format == .csv ? export.csv(isRaw: isRaw) : export.jsonLines()
            try write(bytes, rows: found.reduce(0) { $0 + $1.cells.count }, surroundings)
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func write(_ bytes: [UInt8], rows: Int, _ surroundings: Surroundings) throws {
        guard let path, path != "-" else {
            surroundings.output.write(String(decoding: bytes, as: UTF8.self))
            return
        }
        let target = surroundings.absolute(path)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw CommandProblem(
                message: "`\(path)` cannot be written", help: "its folder must be there, and be one of yours")
        }
        surroundings.output.print("wrote \(counted(rows, "job")) to \(TerminalText.safe(path))", to: .error)
    }
}
