package import RivyaSyntax

/// What is wrong with one argument of a request, without saying where: the caller knows the argument's place.
package struct CatalogProblem: Error, Sendable, Hashable {
    package var code: DiagnosticCode
    package var message: String
    /// Stands behind the caret, as in ``allowed: 5, 10``.
    package var label: String?
    package var help: String?

    package init(_ code: DiagnosticCode, _ message: String, label: String? = nil, help: String? = nil) {
        self.code = code
        self.message = message
        self.label = label
        self.help = help
    }
}
