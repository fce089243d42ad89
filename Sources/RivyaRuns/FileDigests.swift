import Synchronization

/// The content hashes of reference files, each read once as long as its size and time do not change.
package final class FileDigests: Sendable {
    struct Entry: Sendable {
        var stamp: LocalFile.Stamp
        var sha256: String
    }

    private let entries: Mutex<[String: Entry]>
    private let isPlan: Bool

    package init() {
        entries = Mutex([:])
        isPlan = false
    }

    private init(_ known: [String: Entry], isPlan: Bool) {
        entries = Mutex(known)
        self.isPlan = isPlan
    }

    /// The contents as they are known now, whatever becomes of the files: what was planned, and agreed to.
    package var planned: FileDigests { FileDigests(entries.withLock { $0 }, isPlan: true) }

    /// What is known so far, to be looked at anew where a file changes.
    var current: FileDigests { FileDigests(entries.withLock { $0 }, isPlan: false) }

    /// SHA-256 of a file in lower-case hexadecimal; nil where it cannot be read. Reads the file: not for the
    /// cooperative pool.
    package func sha256(of path: String) -> String? {
        try? entry(of: path).sha256
    }

    func entry(of path: String) throws(LocalFile.Problem) -> Entry {
        if isPlan, let known = entries.withLock({ $0[path] }) { return known }
        let file = LocalFile(path)
        if let stamp = file.stamp, let known = entries.withLock({ $0[path] }), known.stamp == stamp { return known }
        // Taken before reading: a file that changes meanwhile is found changed later.
        let stamp = file.stamp
        let sha256 = try file.digest()
        guard let stamp else { throw LocalFile.Problem(code: 0, message: "cannot read `\(path)`: not a file") }
        let entry = Entry(stamp: stamp, sha256: sha256)
        entries.withLock { $0[path] = entry }
        return entry
    }
}
