import Foundation
import RivyaLanguage
import RivyaRuns
import RivyaSyntax

/// Writes the paths of statements anew for a script that lies in another folder, so that the same files are meant.
struct SavedPaths {
    /// How far it goes: what is no plain path in the place of a path can only be tried.
    enum Zeal: CaseIterable {
        /// Paths that are written where a path belongs.
        case literals
        /// Also text elsewhere that names a file.
        case names
        /// Also what is put together, or read from a file.
        case values
        case namesAndValues

        var takesNames: Bool { self == .names || self == .namesAndValues }
        var takesValues: Bool { self == .values || self == .namesAndValues }
    }

    /// Absolute.
    let workingFolder: String
    /// The folder of the script, absolute.
    let target: String
    let zeal: Zeal
    /// Variables that hold jobs: these are no paths.
    let jobNames: Set<String>

    /// Whether statements of a file mean other files where the script lies.
    func moves(_ file: SourceFile) -> Bool { Self.resolved(folder(of: file)) != Self.resolved(target) }

    private func folder(of file: SourceFile) -> String {
        let path = SourceFolder(of: file.name).path
        return path.hasPrefix("/") ? path : workingFolder + "/" + path
    }

    /// Links resolved where it is there.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return LexicalPath.normalized(path) }
        defer { free(real) }
        return String(cString: real)
    }

    func edit(_ statement: Statement, in file: SourceFile, _ edits: inout TextEdits) {
        guard moves(file) else { return }
        let way = way(to: folder(of: file))
        if case .importFile(let statement) = statement, Self.isRelative(statement.path) {
            edits.replace(statement.pathRange, with: Self.quoted(way + statement.path))
            return
        }
        var found = edits
        var visitor = TreeVisitor()
        let folder = folder(of: file)
        visitor.onExpression = { expression, role in
            edit(expression, role, way, folder, file, &found)
        }
        visitor.visit(statement)
        edits = found
    }

    private func edit(
        _ expression: RivyaSyntax.Expression, _ role: TreeVisitor.Role, _ way: String, _ folder: String,
        _ file: SourceFile,
        _ edits: inout TextEdits
    ) {
        let isPlace = role != .value
        switch expression {
        case .word(let text, let range):
            if isPlace || namesFile(text, folder), Self.isRelative(text) {
                edits.replace(range, with: Self.quoted(way + text))
            }
        case .string(let literal):
            if let text = literal.constant {
                if isPlace || namesFile(text, folder), Self.isRelative(text) {
                    edits.replace(literal.range, with: Self.quoted(way + text))
                }
            } else if isPlace {
                let isText = if case .text(let start)? = literal.parts.first { Self.isRelative(start) } else { false }
                guard isText || zeal.takesValues else { return }
                let start = Int(literal.range.lower) + (literal.form == .multiline ? 3 : 1)
                edits.replace(SourceRange(start, start), with: Self.escaped(way))
            }
        case .variable, .path:
            guard isPlace, zeal.takesValues, !holdsJobs(expression) else { return }
            edits.replace(expression.range, with: "\"\(Self.escaped(way))$(\(file.text(expression.range)))\"")
        default: break
        }
    }

    private func holdsJobs(_ expression: RivyaSyntax.Expression) -> Bool {
        switch expression {
        case .variable(let identifier): jobNames.contains(identifier.name)
        case .path(let path): holdsJobs(path.base)
        default: false
        }
    }

    private func namesFile(_ text: String, _ folder: String) -> Bool {
        guard zeal.takesNames, !text.isEmpty, text.utf8.count < 1000 else { return false }
        return FileManager.default.fileExists(atPath: folder + "/" + text)
    }

    private static func isRelative(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.hasPrefix("~") && !path.contains("://")
    }

    /// From the script's folder to another one, with a slash at its end; absolute where they have nothing in common.
    private func way(to folder: String) -> String {
        let from = Self.resolved(target).split(separator: "/")
        let to = Self.resolved(folder).split(separator: "/")
        let common = zip(from, to).prefix { $0 == $1 }.count
        guard common > 0 else { return "/" + to.map { $0 + "/" }.joined() }
        return String(repeating: "../", count: from.count - common) + to.dropFirst(common).map { $0 + "/" }.joined()
    }

    private static func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$")
    }
}
