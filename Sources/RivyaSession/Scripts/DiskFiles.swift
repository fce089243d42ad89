import Foundation
import RivyaCatalog
package import RivyaLanguage
import RivyaRuns
package import RivyaSyntax

/// The files that a script reads, imports and refers to, on disk.
///
/// What was read once stays as it was: planning and carrying out see the same content, whatever happens to the file in
/// between. Confined to the thread that evaluates.
package final class DiskFiles: ScriptFiles, ScriptLoader {
    /// Files that scripts read may have so many bytes.
    package static let maximumFileLength = 64 << 20

    private let workingFolder: String
    /// Canonical folders that may be read.
    private let readable: [String]
    /// Absolute folders that results may go to: the working folder, and those that were allowed.
    private let writable: [String]

    /// What `~` stands for.
    private let home: String?
    private var resultFolders: [String: String?] = [:]
    private var contents: [String: Result<[UInt8], FileProblem>] = [:]
    private var listings: [String: [String]] = [:]
    private var references: [String: Result<ReferenceFile, FileProblem>] = [:]

    /// - Parameters:
    ///   - script: the script's path; its folder may be read. nil for text from the command line or the REPL, which
    ///     counts as a script in the working directory.
    ///   - readable: further folders that may be read (`--allow-read`).
    ///   - writable: further folders that results may go to (`--allow-write`).
    package init(
        script: String?, workingFolder: String = FileManager.default.currentDirectoryPath, readable: [String] = [],
        writable: [String] = [], home: String? = ProcessInfo.processInfo.environment["HOME"]
    ) {
        self.workingFolder = workingFolder
        self.home = home
        let folder = script.map { SourceFolder(of: $0).path } ?? ""
        self.readable = ([folder] + readable).compactMap { Self.canonical(Self.absolute($0, in: workingFolder)) }
        self.writable = ([workingFolder] + writable).map {
            LexicalPath.normalized(Self.absolute($0, in: workingFolder))
        }
    }

    // MARK: - Reading

    package func read(_ path: String, from folder: SourceFolder) throws(FileProblem) -> [UInt8] {
        let absolute = located(path, from: folder)
        if let known = contents[absolute] { return try known.get() }
        let result: Result<[UInt8], FileProblem>
        do throws(FileProblem) {
            result = .success(try FileContents.bytes(of: try permitted(absolute), limit: Self.maximumFileLength))
        } catch {
            result = .failure(error)
        }
        contents[absolute] = result
        return try result.get()
    }

    package func load(_ path: String, from folder: SourceFolder) throws(FileProblem) -> (file: SourceFile, key: String)
    {
        let name = Self.display(path, from: folder)
        let absolute = Self.absolute(name, in: workingFolder)
        let canonical = try permitted(absolute)
        let bytes = try FileContents.bytes(of: canonical, limit: Parser.maximumScriptLength + 1)
        return (SourceFile(name: name, bytes: bytes), canonical)
    }

    /// The name of a script that comes from the standard input.
    package static let inputName = "<stdin>"

    /// The bytes of the script itself. Any path may be run, also `/dev/stdin` and what a shell makes of `<(...)`; `-` is
    /// the standard input.
    package static func script(at path: String) throws(FileProblem) -> SourceFile {
        if path == "-" {
            do {
                // One byte more than a script may have, so that the parser can say that it is too long.
                let data = try FileHandle.standardInput.read(upToCount: Parser.maximumScriptLength + 1) ?? Data()
                return SourceFile(name: inputName, bytes: Array(data))
            } catch {
                throw .unreadable(error.localizedDescription)
            }
        }
        let bytes = try FileContents.bytes(of: path, limit: Parser.maximumScriptLength + 1, takesPipes: true)
        return SourceFile(name: path, bytes: bytes)
    }

    /// A path inside an imported file's folder as it is shown: `lib/` and `../a` give `a`.
    private static func display(_ path: String, from folder: SourceFolder) -> String {
        if path.hasPrefix("/") { return path }
        var parts = folder.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        let isAbsolute = folder.path.hasPrefix("/")
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            if part == "." { continue }
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(String(part))
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }

    /// The canonical form of a path that may be read.
    private func permitted(_ absolute: String) throws(FileProblem) -> String {
        guard let canonical = Self.canonical(absolute) else {
            let lexical = LexicalPath.normalized(absolute)
            let isInside =
                readable.contains { Self.isInside(lexical, $0) }
                || Self.isInside(lexical, LexicalPath.normalized(workingFolder))
            guard isInside else { throw .outside }
            throw missing(absolute)
        }
        guard readable.contains(where: { Self.isInside(canonical, $0) }) else { throw .outside }
        return canonical
    }

    // MARK: - Glob

    package func glob(_ pattern: String, from folder: SourceFolder) throws(FileProblem) -> [String] {
        let pattern = expanded(pattern)
        let base = Self.absolute(folder.path, in: workingFolder)
        let cacheKey = base + "\u{0}" + pattern
        if let known = listings[cacheKey] { return known }
        let isAbsolute = pattern.hasPrefix("/")
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        let start = isAbsolute ? "/" : base
        var found: [String] = []
        collect(parts[...], below: start, shown: isAbsolute ? "/" : "", into: &found)
        // Links may lead outside of what may be read.
        var allowed: [String] = []
        for path in found {
            let absolute = Self.absolute(path, in: base)
            guard let canonical = Self.canonical(absolute) else { continue }
            if readable.contains(where: { Self.isInside(canonical, $0) }) { allowed.append(path) }
        }
        if allowed.isEmpty, !found.isEmpty || parts.contains("..") || isAbsolute {
            let lexical = LexicalPath.normalized(Self.absolute(pattern, in: base))
            if !readable.contains(where: { Self.isInside(lexical, $0) }) { throw .outside }
        }
        let sorted = Set(allowed).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        listings[cacheKey] = sorted
        return sorted
    }

    private func collect(_ parts: ArraySlice<String>, below folder: String, shown: String, into found: inout [String]) {
        guard let part = parts.first else { return }
        let rest = parts.dropFirst()
        func enter(_ name: String) {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            if rest.isEmpty {
                if FileManager.default.fileExists(atPath: path) { found.append(shown + name) }
            } else {
                collect(rest, below: path, shown: shown + name + "/", into: &found)
            }
        }
        guard part.contains(where: { "*?[".contains($0) }) else {
            return enter(FileNames.entry(spelled: part, in: folder) ?? part)
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
        if part == "**" {
            collect(rest, below: folder, shown: shown, into: &found)
            for name in names where !name.hasPrefix(".") {
                let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
                if isPlainFolder(path) { collect(parts, below: path, shown: shown + name + "/", into: &found) }
            }
            return
        }
        // As in a shell, a wildcard does not match a leading period.
        for name in names where FileNames.matches(name, pattern: part) { enter(name) }
    }

    /// A folder that is no link, so that `**` cannot go round in circles.
    private func isPlainFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeDirectory
    }

    // MARK: - References

    package func media(_ path: String, from folder: SourceFolder) throws(FileProblem) -> ReferenceFile {
        let absolute = located(path, from: folder)
        if let known = references[absolute] { return try known.get() }
        let result: Result<ReferenceFile, FileProblem>
        do throws(FileProblem) {
            result = .success(try reference(at: absolute))
        } catch {
            result = .failure(error)
        }
        references[absolute] = result
        return try result.get()
    }

    private func reference(at absolute: String) throws(FileProblem) -> ReferenceFile {
        guard let location = Self.canonical(absolute) else { throw missing(absolute) }
        let size = try FileContents.length(of: location)
        guard let handle = FileHandle(forReadingAtPath: location) else { throw .unreadable("permission denied") }
        defer { try? handle.close() }
        let head = (try? handle.read(upToCount: MediaType.headLength)) ?? Data()
        let type = MediaType.detect(head)
        return ReferenceFile(
            location: location, type: type, bytes: size,
            structure: type.map { MediaStructure(ofFile: location, type: $0) } ?? .complete)
    }

    // MARK: - Writing

    package func mayWrite(to path: String) -> Bool {
        let lexical = LexicalPath.normalized(Self.absolute(path, in: workingFolder))
        guard writable.contains(where: { Self.isInside(lexical, $0) }) else { return false }
        return linkedFolder(ofFolder: LexicalPath.folder(of: lexical)) == nil
    }

    package func linkedFolder(ofResult path: String) -> String? {
        let lexical = LexicalPath.normalized(Self.absolute(path, in: workingFolder))
        guard writable.contains(where: { Self.isInside(lexical, $0) }) else { return nil }
        return linkedFolder(ofFolder: LexicalPath.folder(of: lexical))
    }

    /// Where links lead a folder that results must not go to then; nil where they may.
    private func linkedFolder(ofFolder folder: String) -> String? {
        if let known = resultFolders[folder] { return known }
        var existing = folder
        while existing != "/", access(existing, F_OK) != 0 { existing = LexicalPath.folder(of: existing) }
        let real = (Self.canonical(existing) ?? existing) + folder.dropFirst(existing == "/" ? 0 : existing.utf8.count)
        let isAllowed = writable.contains { Self.isInside(real, Self.canonical($0) ?? $0) || Self.isInside(real, $0) }
        // A plan may have a folder for each of a million results.
        if resultFolders.count < Self.rememberedFolders { resultFolders[folder] = .some(isAllowed ? nil : real) }
        return isAllowed ? nil : real
    }

    private static let rememberedFolders = 10_000

    // MARK: - Paths

    /// The absolute form of a path that a script names: `~/` is the home folder, and a name whose letters are composed
    /// otherwise is the one that is there.
    private func located(_ path: String, from folder: SourceFolder) -> String {
        let absolute = Self.absolute(expanded(path), in: Self.absolute(folder.path, in: workingFolder))
        return FileNames.spelled(absolute) ?? absolute
    }

    private func expanded(_ path: String) -> String {
        guard let home, path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// Why there is no file.
    private func missing(_ absolute: String) -> FileProblem {
        guard let other = FileNames.inOtherCase(absolute) else { return .notFound }
        let base = workingFolder.hasSuffix("/") ? workingFolder : workingFolder + "/"
        return .otherName(other.hasPrefix(base) ? String(other.dropFirst(base.count)) : other)
    }

    private static func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// Links resolved; nil where there is no such file.
    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
}
