import Foundation
package import RivyaRuns
import RivyaLedger

/// Where what must survive is kept: the ledger, the simulator's world, the service's catalog.
///
/// It is the `.rivya` folder of the nearest enclosing folder that has one, looked up from the script's folder, else one
/// in the working directory; `--home` and `RIVYA_HOME` win.
package struct StateFolder: Sendable, Hashable {
    /// Absolute; the folder need not exist.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The one that counts in the working directory.
    ///
    /// - Parameter home: from `--home`.
    package static func find(home: String?, in surroundings: Surroundings) -> StateFolder {
        find(home: home, from: surroundings.workingFolder, in: surroundings)
    }

    /// The one that counts for a script, or another file.
    package static func find(home: String?, forFile path: String, in surroundings: Surroundings) -> StateFolder {
        find(home: home, from: surroundings.folder(of: path), in: surroundings)
    }

    private static func find(home: String?, from folder: String, in surroundings: Surroundings) -> StateFolder {
        if let home = home ?? surroundings.environment["RIVYA_HOME"], !home.isEmpty {
            return StateFolder(path: surroundings.absolute(home))
        }
        var candidate = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL
        while true {
            let path = candidate.appendingPathComponent(".rivya").path
            // A file in its place is told of: a folder further up knows of other payments.
            if FileManager.default.fileExists(atPath: path) { return StateFolder(path: path) }
            let parent = candidate.deletingLastPathComponent()
            if parent.path == candidate.path { break }
            candidate = parent
        }
        return StateFolder(path: surroundings.absolute(".rivya"))
    }

    /// What a simulated run keeps, beside the real things and never mixed with them.
    package var simulated: StateFolder { StateFolder(path: path + "/simulator") }

    package var simulatorWorld: String { path + "/world.json" }

    package var catalog: String { path + "/models.json" }

    /// Bytes that came as results and are none, as far as can be told.
    var refusedResults: String { path + "/refused" }

    var hasLedger: Bool { Ledger.exists(in: path) }

    /// The folder's ledger; nil where nothing was ever run, so that looking makes no folder.
    func existingLedger() throws -> Ledger? { hasLedger ? try Ledger(folder: path) : nil }

    /// The same, for looking only.
    func ledgerReader() throws -> LedgerReader? { try LedgerReader(folder: path) }

    /// Makes the folder, for its user only, with a `.gitignore` that keeps it out of commits.
    package func create() throws(StoreError) {
        let files = FileManager.default
        do {
            if !files.fileExists(atPath: path) {
                try files.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            let ignore = path + "/.gitignore"
            if !files.fileExists(atPath: ignore) { try Data("*\n".utf8).write(to: URL(fileURLWithPath: ignore)) }
        } catch {
            // What Foundation says of it differs from platform to platform, and is seldom a sentence.
            throw StoreError(
                .other, "the state folder `\(path)` cannot be made or written to",
                help: "it must be a folder of yours: name another one with `--home` or `RIVYA_HOME`")
        }
    }
}
