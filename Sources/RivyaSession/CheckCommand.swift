import RivyaLanguage
import RivyaSyntax

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
            let state = StateFolder.find(home: options.home, from: folder(of: path, in: surroundings), in: surroundings)
            let source = CatalogSource.load(from: options.usesBundledCatalog ? nil : state)
            if !isJSON { source.warnings.forEach { surroundings.warn($0) } }
            let check = CheckedScript.examine(path, catalog: source.catalog, options: options, in: surroundings)
            report.show(check.diagnostics)
            hasErrors = hasErrors || check.hasErrors
            // The process ends now. What earlier files took is wanted for later ones.
            if place == paths.count - 1 { check.leaveToProcess() }
        }
        return hasErrors ? .badInput : .success
    }
}

/// The absolute folder of a script.
func folder(of path: String, in surroundings: Surroundings) -> String {
    let absolute = StateFolder.absolute(path, in: surroundings.workingFolder)
    guard let slash = absolute.utf8.lastIndex(of: UInt8(ascii: "/")) else { return surroundings.workingFolder }
    return slash == absolute.startIndex ? "/" : String(absolute[..<slash])
}
