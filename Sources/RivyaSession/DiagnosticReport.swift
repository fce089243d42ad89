package import RivyaSyntax
import RivyaTerminal

/// Shows diagnostics: for people on standard error, as JSON lines on standard output.
package struct DiagnosticReport {
    let surroundings: Surroundings
    let isJSON: Bool

    package func show(_ diagnostics: [Diagnostic]) {
        if isJSON {
            var bytes: [UInt8] = []
            for diagnostic in diagnostics {
                diagnostic.writeJSON(to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
            surroundings.output.write(String(decoding: bytes, as: UTF8.self))
            return
        }
        let usesColor = surroundings.output.error.usesColor
        let renderer = DiagnosticRenderer(style: usesColor ? .ansi : .plain)
        surroundings.output.write(renderer.render(diagnostics), to: .error)
    }
}
