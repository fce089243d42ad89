import RivyaSyntax

/// The functions of a filter: those of the language's that a question about a job needs.
enum FilterFunction: String, CaseIterable {
    case lower
    case startsWith = "starts_with"
    case endsWith = "ends_with"

    var arguments: Int { self == .lower ? 1 : 2 }

    var kind: JobField.Kind { self == .lower ? .text : .flag }

    /// - Parameter texts: nil for what a job does not have.
    func carryOut(_ texts: [String?]) -> JSONValue {
        switch self {
        case .lower: return texts[0].map { .string($0.lowercased()) } ?? .null
        case .startsWith, .endsWith:
            guard let text = texts[0], let part = texts[1] else { return .bool(false) }
            let (text8, part8) = (Array(text.utf8), Array(part.utf8))
            return .bool(
                self == .startsWith ? text8.starts(with: part8) : text8.reversed().starts(with: part8.reversed()))
        }
    }
}
