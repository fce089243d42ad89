/// Decides what is never written to a history.
enum HistoryFilter {
    /// The beginning of the service's keys (`Documentation/Service.md`, "Transport and keys").
    private static let keyPrefix = "rvya_sk_"

    /// False for empty statements, those that start with a space on purpose, and those that hold a key of the service.
    /// Nothing else is taken for a secret: file names and URLs are long and look random, and are wanted again.
    static func stores(_ statement: String) -> Bool {
        guard let first = statement.unicodeScalars.first, first != " ", first != "\t" else { return false }
        return !statement.allSatisfy(\.isWhitespace) && !holdsKey(statement)
    }

    /// The beginning of a key with something of the key behind it.
    private static func holdsKey(_ statement: String) -> Bool {
        var rest = statement.lowercased()[...]
        while let start = rest.firstRange(of: keyPrefix) {
            rest = rest[start.upperBound...]
            if let next = rest.first, next.isASCII, next.isLetter || next.isNumber || next == "_" || next == "-" {
                return true
            }
        }
        return false
    }
}
