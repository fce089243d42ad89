import Foundation
import RivyaSyntax
import Testing

/// A case of `Tests/Conformance`, whose README says what counts as equal.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Kind: String, CaseIterable {
        // The longer ending first: it ends in the shorter one.
        case planErrors = ".plan-errors.jsonl"
        case errors = ".errors.jsonl"
        case plan = ".plan.jsonl"
    }

    static let root = CaseFolder(CaseFolder.tests("Conformance")).root

    /// `loops/nested`, below the corpus.
    let name: String
    let kind: Kind

    var testDescription: String { name + kind.rawValue }

    static let all: [ConformanceCase] = (FileManager.default.subpaths(atPath: root) ?? []).sorted().compactMap { path in
        Kind.allCases.first { path.hasSuffix($0.rawValue) }.map { kind in
            ConformanceCase(name: String(path.dropLast(kind.rawValue.count)), kind: kind)
        }
    }

    private var path: String { "\(Self.root)/\(name)" }

    /// The lines that the case expects.
    func expectation() throws -> [JSONValue] {
        try Self.lines(Array(try Data(contentsOf: URL(fileURLWithPath: path + kind.rawValue))))
    }

    static func lines(_ bytes: [UInt8]) throws -> [JSONValue] {
        try bytes.split(separator: UInt8(ascii: "\n")).filter { $0.contains { $0 > 0x20 } }
            .map { try JSONValue(parsing: Array($0)) }
    }

    func evaluation() throws -> Evaluation {
        let folder = CaseFolder((path as NSString).deletingLastPathComponent)
        let script = try folder.script((path as NSString).lastPathComponent + ".rivya")
        var arguments: [String] = []
        if let data = FileManager.default.contents(atPath: path + ".args.json") {
            arguments = try JSONDecoder().decode([String].self, from: data)
        }
        for flag in arguments where flag.hasPrefix("--") {
            #expect(Evaluation.knownFlags.contains(flag), "this test does not know `\(flag)`")
        }
        return Evaluation(script, in: folder, arguments: arguments)
    }
}
