import Foundation
import RivyaCatalog

/// Where result files may go, and how they get there: below the working directory or a folder that was allowed, never
/// over a file that is something else.
struct ResultFolder: Sendable {
    /// Absolute, links resolved.
    private let roots: [String]
    /// What relative paths are below. Absolute.
    let base: String
    private let commits: FolderCommits

    init(settings: RunSettings) {
        self.init(base: settings.outputRoot, writableFolders: settings.writableFolders, commits: FolderCommits())
    }

    private init(base: String, writableFolders: [String], commits: FolderCommits) {
        self.base = base
        self.commits = commits
        roots = ([base] + writableFolders).map { Self.resolved($0) }
    }

    /// Where another run's results go.
    func of(base: String, settings: RunSettings) -> ResultFolder {
        ResultFolder(base: base, writableFolders: settings.writableFolders, commits: commits)
    }

    /// It is not made anew where it is gone: results must not appear where nobody looks for them.
    var isThere: Bool { access(base, F_OK) == 0 }

    /// The absolute path for a rendered template, its folder made.
    func place(_ rendered: String) throws(JobFailure) -> String {
        guard isThere else {
            throw JobFailure(
                "results", "the folder `\(base)` of the run is gone",
                help: "make it again, or let the results go elsewhere with `--into`")
        }
        let path = LexicalPath.normalized(rendered.hasPrefix("/") ? rendered : base + "/" + rendered)
        let folder = LexicalPath.folder(of: path)
        if access(folder, F_OK) == 0 {
            try check(folder, for: rendered)
            return path
        }
        // Checked before folders are made, over the part that exists, and again after: a link may be on the way.
        try check(folder, for: rendered)
        do {
            try LocalFile.createFolder(folder)
        } catch {
            throw JobFailure("local", error.message)
        }
        try check(folder, for: rendered)
        return path
    }

    /// Throws where no file can be made in a folder: it is read-only, not this user's, or on a full disk. Leaves nothing
    /// behind.
    func checkUse(of folder: String) throws(JobFailure) {
        guard access(folder, W_OK | X_OK) == 0 else {
            throw Self.unusable(folder, String(cString: strerror(errno)))
        }
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0 else { return }
        if disk.f_flag & Self.readOnlyFlag != 0 { throw Self.unusable(folder, String(cString: strerror(EROFS))) }
        // Some file systems count no blocks at all.
        if disk.f_blocks > 0, disk.f_bavail == 0 { throw Self.full(folder) }
    }

    /// What a folder is of which nothing is known but that a result did not fit.
    static func full(_ folder: String) -> JobFailure { unusable(folder, String(cString: strerror(ENOSPC))) }

    private static let readOnlyFlag = UInt(ST_RDONLY)

    private static func unusable(_ folder: String, _ reason: String) -> JobFailure {
        JobFailure(
            "results", "results cannot be stored in `\(folder)`: \(reason)",
            help: "make room for them, or choose another place: `--output` of `run`, `--into` of `resume`")
    }

    private func check(_ folder: String, for rendered: String) throws(JobFailure) {
        var existing = folder
        var rest: [Substring] = []
        while existing != "/", access(existing, F_OK) != 0 {
            rest.insert(existing[existing.index(after: existing.lastIndex(of: "/")!)...], at: 0)
            existing = LexicalPath.folder(of: existing)
        }
        let real = LexicalPath.normalized(([Self.resolved(existing)] + rest.map(String.init)).joined(separator: "/"))
        guard !roots.contains(where: { $0 == "/" || real == $0 || real.hasPrefix($0 + "/") }) else { return }
        throw JobFailure(
            "outside_folder", "the result path `\(rendered)` lies outside the working directory",
            help: "allow the folder with `--allow-write \(folder)`")
    }

    /// Moves a finished download to its place. An equal file there is the result already; a different one stays, and
    /// the result takes the next free name: `clip-2.mp4`. The name is on the disk after `commit`.
    func install(_ part: LocalFile, at wanted: String, sha256: String) throws(LocalFile.Problem) -> String {
        try install(at: wanted, sha256: sha256) { path throws(LocalFile.Problem) in
            try part.move(to: path)
        } cleanUp: {
            part.remove()
        }
    }

    /// Makes a file of an earlier run appear at its new place. The name is on the disk after `commit`.
    func link(_ earlier: LocalFile, at wanted: String, sha256: String) throws(LocalFile.Problem) -> String {
        try install(at: wanted, sha256: sha256) { path throws(LocalFile.Problem) in
            try earlier.appear(at: path)
        } cleanUp: {
        }
    }

    private func install(
        at wanted: String,
        sha256: String,
        put: (String) throws(LocalFile.Problem) -> Bool,
        cleanUp: () -> Void
    ) throws(LocalFile.Problem) -> String {
        var path = wanted
        var number = 1
        while try !put(path) {
            // What cannot be read is something else.
            if (try? LocalFile(path).digest()) == sha256 {
                cleanUp()
                break
            }
            number += 1
            path = OutputTemplate.numbered(wanted, number)
        }
        return path
    }

    /// Returns once the name of an installed or linked file has reached the disk.
    func commit(_ path: String) async throws(LocalFile.Problem) {
        try await commits.commit(LexicalPath.folder(of: path))
    }

    /// Links resolved; unchanged where the path does not exist.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return LexicalPath.normalized(path) }
        defer { free(real) }
        return String(cString: real)
    }
}
