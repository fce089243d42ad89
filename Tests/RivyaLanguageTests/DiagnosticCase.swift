import Foundation
import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import Testing

/// A script of `Tests/Diagnostics` that brings out one diagnostic, and the text that must be shown for it.
///
/// Beside `NAME.rivya` and `NAME.txt` may lie `NAME.args.json`, further arguments of the command; `NAME.sizes.json`,
/// files that count as larger than they are; and `NAME.catalog.json`, a catalog other than the bundled one.
struct DiagnosticCase: Sendable, CustomTestStringConvertible {
    static let folder = CaseFolder.tests("Diagnostics")

    /// `R0302`, or `R0302-ratio` for a further case.
    let name: String

    var testDescription: String { name }

    static let all: [DiagnosticCase] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.filter { $0.hasPrefix("R") && ($0.hasSuffix(".rivya") || $0.hasSuffix(".txt")) }.map { name in
                String(name.prefix { $0 != "." })
            }
        ).sorted().map(DiagnosticCase.init)
    }()

    var code: String { String(name.prefix(5)) }

    func path(_ end: String) -> String { "\(Self.folder)/\(name).\(end)" }

    private func data<T: Decodable>(_ end: String, as type: T.Type) throws -> T? {
        try FileManager.default.contents(atPath: path(end)).map { try JSONDecoder().decode(type, from: $0) }
    }

    /// What is wrong with the script, as the commands find it.
    func diagnostics() throws -> [Diagnostic] {
        let folder = CaseFolder(Self.folder)
        folder.sizes = try data("sizes.json", as: [String: Int].self) ?? [:]
        let catalog = try FileManager.default.contents(atPath: path("catalog.json"))
            .map { try Catalog(decoding: Array($0)) }
        let file: SourceFile
        do throws(FileProblem) {
            file = try folder.script("\(name).rivya")
        } catch {
            return ScriptCheck(unreadable: "\(name).rivya", error).diagnostics
        }
        return Evaluation(
            file, in: folder, catalog: catalog ?? .bundled(),
            arguments: try data("args.json", as: [String].self) ?? []
        ).diagnostics
    }
}
