import Foundation

/// Bytes that came as a result and are none, as far as can be told here: kept in the state folder until a better result
/// is stored, or until somebody takes them as they are (`resume --accept`). Nothing that was paid for is thrown away.
///
/// A file's name says what it is: `JOB-NUMBER-SHA256`, after the row of the job in the ledger.
struct RefusedResults: Sendable {
    /// Absolute; nil where nothing is kept.
    let folder: String?

    struct Kept: Sendable, Hashable {
        var path: String
        var sha256: String
    }

    /// Keeps a file, in the place of what was kept of that result before.
    /// - Returns: nil where it cannot be kept: the file is gone then.
    func keep(_ part: LocalFile, row: StoredJobID, number: Int, sha256: String) -> Kept? {
        guard let folder else {
            part.remove()
            return nil
        }
        let kept = Kept(path: "\(folder)/\(row.rawValue)-\(number)-\(sha256)", sha256: sha256)
        do {
            if access(folder, F_OK) != 0 {
                try LocalFile.createFolder(folder)
                chmod(folder, 0o700)
            }
            if try !part.move(to: kept.path) { part.remove() }
        } catch {
            part.remove()
            return nil
        }
        remove(of: row, number: number, but: kept.path)
        return kept
    }

    /// What is kept of a result.
    func kept(of row: StoredJobID, number: Int) -> Kept? {
        for path in paths(of: row, number: number) {
            guard let sha256 = path.split(separator: "-").last.map(String.init) else { continue }
            // What does not hold what its name says was not written to its end.
            if (try? LocalFile(path).digest()) == sha256 { return Kept(path: path, sha256: sha256) }
        }
        return nil
    }

    /// The highest number of a result of which something is kept; 0 for none.
    func highest(of row: StoredJobID) -> Int {
        names.reduce(0) { highest, name in
            let parts = name.split(separator: "-")
            guard parts.count == 3, parts[0] == "\(row.rawValue)", let number = Int(parts[1]) else { return highest }
            return max(highest, number)
        }
    }

    /// A better result is stored.
    func forget(_ row: StoredJobID, number: Int) { remove(of: row, number: number, but: nil) }

    private func remove(of row: StoredJobID, number: Int, but kept: String?) {
        for path in paths(of: row, number: number) where path != kept { LocalFile(path).remove() }
    }

    private func paths(of row: StoredJobID, number: Int) -> [String] {
        guard let folder else { return [] }
        return names.filter { $0.hasPrefix("\(row.rawValue)-\(number)-") }.sorted().map { folder + "/" + $0 }
    }

    private var names: [String] {
        guard let folder, access(folder, F_OK) == 0 else { return [] }
        return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
