extension Surroundings {
    /// Reports what is wrong with the configuration file, before anything is sent; nil where nothing is.
    package func refuseConfiguration(isJSON: Bool = false) -> ExitCode? {
        guard !configuration.diagnostics.isEmpty else { return nil }
        DiagnosticReport(surroundings: self, isJSON: isJSON).show(configuration.diagnostics)
        return .badInput
    }

    /// The command that texts are edited with. The program's own setting wins over what all programs use.
    package var editor: String {
        if let editor = configuration.editor { return editor }
        let others = Self.editorVariables.compactMap { environment[$0] }
        return others.first { !$0.isEmpty } ?? "vi"
    }

    static let editorVariables = ["VISUAL", "EDITOR"]
}
