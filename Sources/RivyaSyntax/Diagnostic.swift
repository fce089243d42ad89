/// One thing to tell the author of a script: what is wrong, exactly where, and what to do about it.
///
/// Syntax, names, types, the catalog and the running program all report through this one value, and one renderer
/// shows it (`DiagnosticRenderer`).
package struct Diagnostic: Sendable {
    package enum Severity: String, Sendable {
        case error
        case warning
    }

    /// A short text at a range of the diagnostic's own file; it stands behind the caret.
    package struct Label: Sendable {
        package var range: SourceRange
        package var text: String

        package init(_ range: SourceRange, _ text: String) {
            self.range = range
            self.text = text
        }
    }

    /// A second place, or a line of explanation without one.
    package struct Note: Sendable {
        package var text: String
        package var location: Location?

        package init(_ text: String, at location: Location? = nil) {
            self.text = text
            self.location = location
        }
    }

    package struct Location: Sendable {
        package var file: SourceFile
        package var range: SourceRange

        package init(file: SourceFile, range: SourceRange) {
            self.file = file
            self.range = range
        }
    }

    package var severity: Severity
    /// Stable: `R` and four digits, listed in `DiagnosticCode`.
    package var code: DiagnosticCode
    /// Lower case, no period, names in backticks.
    package var message: String
    package var file: SourceFile
    package var range: SourceRange
    package var labels: [Label]
    package var notes: [Note]
    /// What to do.
    package var help: String?
    /// How many evaluations it stands for.
    package var count = 1

    package init(
        _ code: DiagnosticCode,
        _ message: String,
        file: SourceFile,
        range: SourceRange,
        severity: Severity = .error,
        labels: [Label] = [],
        notes: [Note] = [],
        help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.range = range
        self.labels = labels
        self.notes = notes
        self.help = help
    }
}
