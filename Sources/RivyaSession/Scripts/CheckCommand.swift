import RivyaLanguage

/// `rivya check FILE...`: everything that the text and the catalog show to be wrong.
package struct CheckCommand: Sendable {
    package var paths: [String]
    package var options: ScriptOptions
    package var isJSON: Bool

    package init(paths: [String], options: ScriptOptions, isJSON: Bool) {
        self.paths = paths
        self.options = options
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) -> ExitCode {
        let report = DiagnosticReport(surroundings: surroundings, isJSON: isJSON)
        var hasErrors = false
        for (place, path) in paths.enumerated() {
            let state = StateFolder.find(home: options.home, forFile: path, in: surroundings)
            let catalog = CatalogSource.catalog(for: options, state: state, warns: !isJSON, in: surroundings)
            let check = CheckedScript.examine(path, catalog: catalog, options: options, in: surroundings)
            report.show(check.diagnostics)
            hasErrors = hasErrors || check.hasErrors
            // The process ends now. What earlier files took is wanted for later ones.
            if place == paths.count - 1 { check.leaveToProcess() }
        }
        return hasErrors ? .badInput : .success
    }
}
