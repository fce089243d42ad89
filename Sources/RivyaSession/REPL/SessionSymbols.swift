/// The marks of a session, in plain ASCII where the terminal may not know others.
struct SessionSymbols: Sendable {
    let isUnicode: Bool

    /// - Parameter environment: the character set is the one that the C library would choose.
    init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        isUnicode = name.contains("utf-8") || name.contains("utf8")
    }

    var running: String { isUnicode ? "▸" : "*" }
    var success: String { isUnicode ? "✓" : "+" }
    var failure: String { isUnicode ? "✗" : "!" }
    var ellipsis: String { isUnicode ? "…" : "..." }
}
