package import RivyaSyntax

extension TerminalText {
    /// Harmless text that may have several lines: line feeds stay, a carriage return before one is dropped, a tab
    /// becomes four spaces (as in diagnostics), and everything else is as in a single line.
    package static func safeLines(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) { return text }
        var result = String.UnicodeScalarView()
        var pendingReturn = false
        for scalar in text.unicodeScalars {
            if pendingReturn, scalar != "\n" { result.append(shown("\r")) }
            pendingReturn = scalar == "\r"
            switch scalar {
            case "\n": result.append(scalar)
            case "\r": break
            case "\t": result.append(contentsOf: "    ".unicodeScalars)
            default: result.append(shown(scalar))
            }
        }
        if pendingReturn { result.append(shown("\r")) }
        return String(result)
    }
}
