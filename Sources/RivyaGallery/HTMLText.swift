/// Text from anywhere as HTML that shows just this text.
enum HTMLText {
    /// For element content and for attribute values in double quotes. Control characters, which HTML cannot hold, are
    /// shown as U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                let isControl = scalar.properties.generalCategory == .control
                result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    /// Content whose direction cannot reach beyond it: overrides in a prompt turn nothing else around.
    static func isolated(_ text: String) -> String {
        "<bdi>" + escaped(text) + "</bdi>"
    }
}
