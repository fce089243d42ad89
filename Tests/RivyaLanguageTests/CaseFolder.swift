import Foundation
import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

/// The files of a folder of test cases, read from disk as they are.
///
/// Paths are shown relative to the folder, as a command that runs in it would show them.
final class CaseFolder: ScriptFiles, ScriptLoader {
    /// Absolute, with links resolved.
    let root: String
    /// Files that count as larger than they are, so that no test needs one of many megabytes.
    var sizes: [String: Int] = [:]

    init(_ root: String) {
        self.root = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
    }

    /// A folder below the package's `Tests`.
    static func tests(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent(name).path
    }

    /// A script of the folder.
    func script(_ name: String) throws(FileProblem) -> SourceFile {
        SourceFile(name: name, bytes: try bytes(absolute(name, ""), name: name))
    }

    func load(_ path: String, from folder: SourceFolder) throws(FileProblem) -> (file: SourceFile, key: String) {
        let location = try permitted(absolute(path, folder.path), folder)
        let name = location.hasPrefix(root + "/") ? String(location.dropFirst(root.count + 1)) : location
        return (SourceFile(name: name, bytes: try bytes(location, name: name)), location)
    }

    func read(_ path: String, from folder: SourceFolder) throws(FileProblem) -> [UInt8] {
        let content = try bytes(try permitted(absolute(path, folder.path), folder), name: path)
        guard content.count <= 64 << 20 else { throw .tooLarge(bytes: content.count) }
        return content
    }

    func media(_ path: String, from folder: SourceFolder) throws(FileProblem) -> ReferenceFile {
        let location = absolute(path, folder.path)
        let content = try bytes(location, name: path)
        let type = MediaType.detect(content)
        return ReferenceFile(
            location: location, type: type, bytes: content.count,
            structure: type.map { MediaStructure(of: content, type: $0) } ?? .complete)
    }

    func mayWrite(to path: String) -> Bool {
        let location = URL(fileURLWithPath: absolute(path, "")).standardized.path
        return location.hasPrefix(root + "/")
    }

    func glob(_ pattern: String, from folder: SourceFolder) throws(FileProblem) -> [String] {
        let base = URL(fileURLWithPath: absolute("", folder.path)).standardized.path
        let first = pattern.prefix { !"*?[".contains($0) }
        _ = try permitted(
            absolute(String(first[..<(first.lastIndex(of: "/") ?? first.startIndex)]), folder.path), folder)
        var found: [String] = []
        collect(pattern.split(separator: "/")[...], in: base, shown: "", &found)
        return Set(found).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func collect(_ parts: ArraySlice<Substring>, in folder: String, shown: String, _ found: inout [String]) {
        guard let part = parts.first else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        if part == "**" { collect(parts.dropFirst(), in: folder, shown: shown, &found) }
        for name in names where fnmatch(part == "**" ? "*" : String(part), name, FNM_PERIOD) == 0 {
            if part == "**" {
                collect(parts, in: "\(folder)/\(name)", shown: "\(shown)\(name)/", &found)
            } else if parts.count == 1 {
                found.append(shown + name)
            } else {
                collect(parts.dropFirst(), in: "\(folder)/\(name)", shown: "\(shown)\(name)/", &found)
            }
        }
        if part == "." || part == ".." {
            collect(parts.dropFirst(), in: "\(folder)/\(part)", shown: "\(shown)\(part)/", &found)
        }
    }

    private func absolute(_ path: String, _ folder: String) -> String {
        if path.hasPrefix("/") { return path }
        let below = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let base = below.hasPrefix("/") ? below : below.isEmpty ? root : "\(root)/\(below)"
        return path.isEmpty ? base : "\(base)/\(path)"
    }

    /// Only what lies in the script's folder, links resolved, may be read.
    private func permitted(_ location: String, _ folder: SourceFolder) throws(FileProblem) -> String {
        let url = URL(fileURLWithPath: location).standardized.resolvingSymlinksInPath()
        guard (url.path + "/").hasPrefix(root + "/") else { throw .outside }
        guard FileManager.default.fileExists(atPath: url.path) else { throw .notFound }
        return url.path
    }

    private func bytes(_ location: String, name: String) throws(FileProblem) -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: location, isDirectory: &isFolder) else { throw .notFound }
        guard !isFolder.boolValue else { throw .isFolder }
        guard let content = FileManager.default.contents(atPath: location) else {
            throw .unreadable("permission denied")
        }
        let missing = max(0, sizes[name, default: 0] - content.count)
        return Array(content) + [UInt8](repeating: 0x0A, count: missing)
    }
}
