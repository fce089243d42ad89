import Foundation
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

/// `rivya format [--check] FILE...`: scripts in their canonical form.
package struct FormatCommand: Sendable {
    /// `-` is the standard input, whose canonical form goes to the standard output.
    package var paths: [String]
    /// Writes nothing, but names the files that are not in their canonical form.
    package var isCheck: Bool

    package init(paths: [String], isCheck: Bool) {
        self.paths = paths
        self.isCheck = isCheck
    }

    /// Ends with 2 where a file has syntax errors or cannot be read or written, and is left alone; else, of a check,
    /// with 1 where a file is not canonical.
    package func run(in surroundings: Surroundings) -> ExitCode {
        let report = DiagnosticReport(surroundings: surroundings, isJSON: false)
        var hasErrors = false
        var hasDifferences = false
        for path in paths {
            do throws(FormatProblem) {
                if try !isFormatted(path, in: surroundings) { hasDifferences = true }
            } catch {
                switch error {
                case .script(let diagnostics): report.show(diagnostics)
                case .write(let reason):
                    surroundings.fail("`\(path)` cannot be written: \(reason)", help: "the file is as it was")
                }
                hasErrors = true
            }
        }
        if hasErrors { return .badInput }
        return isCheck && hasDifferences ? .notFormatted : .success
    }

    private enum FormatProblem: Error {
        case script([Diagnostic])
        case write(String)
    }

    /// Whether a file was canonical before; where it was not it is now, or is named.
    private func isFormatted(_ path: String, in surroundings: Surroundings) throws(FormatProblem) -> Bool {
        let file = try source(path)
        let parsed = Parser.parse(file)
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw .script(errors.sorted { $0.range.lower < $1.range.lower }) }
        let bytes = Formatter.format(parsed.script)
        let isFormatted = bytes == file.bytes
        if isCheck {
            if !isFormatted { surroundings.output.print(StyledText(file.name)) }
        } else if path == "-" {
            surroundings.output.write(String(decoding: bytes, as: UTF8.self))
        } else if !isFormatted {
            do throws(FileReplacement.Problem) {
                try FileReplacement(of: path).write(bytes)
            } catch {
                throw .write(error.reason)
            }
        }
        return isFormatted
    }

    private func source(_ path: String) throws(FormatProblem) -> SourceFile {
        do throws(FileProblem) {
            return try DiskFiles.script(at: path)
        } catch {
            throw .script(ScriptCheck(unreadable: path, error).diagnostics)
        }
    }
}

extension ExitCode {
    /// `format --check` found files that are not in their canonical form.
    package static var notFormatted: ExitCode { .jobsFailed }
}
