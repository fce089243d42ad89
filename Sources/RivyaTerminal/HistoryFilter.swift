/// Decides what is never written to a history.
enum HistoryFilter {
    /// The beginning of the service's keys (`Documentation/Service.md`, "Transport and keys").
    private static let keyPrefix = "rvya_sk_"
    private static let markers = [keyPrefix, "bearer ", "api_key=", "api_key =", "apikey=", "api-key:"]

    /// False for empty statements, those that start with a space on purpose, and those that seem to hold a secret.
    static func stores(_ statement: String) -> Bool {
        guard let first = statement.unicodeScalars.first, first != " ", first != "\t" else { return false }
        if statement.allSatisfy(\.isWhitespace) { return false }
        return !holdsSecret(statement)
    }

    static func holdsSecret(_ statement: String) -> Bool {
        let lowered = statement.lowercased()
        if markers.contains(where: { lowered.contains($0) }) {
            return true
        }
        let words = statement.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")) }
        return words.contains(where: looksRandom)
    }

    /// Long, and either a mixture of lower case, upper case and digits, or hexadecimal, as names are not.
    private static func looksRandom(_ word: Substring) -> Bool {
        let digits = word.count(where: \.isNumber)
        if word.utf8.count >= 32, digits >= 6, word.allSatisfy(\.isHexDigit) { return true }
        return word.utf8.count >= 24
            && digits >= 3
            && word.contains(where: \.isLowercase)
            && word.contains(where: \.isUppercase)
    }
}
