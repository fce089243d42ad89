package import RivyaSyntax

/// One parameter of a model.
package struct Parameter: Sendable, Hashable {
    /// The key of the reference media in `params`. No parameter has it: scripts write `ref=`.
    package static let referenceItemsKey = "referenceMediaItems"

    package enum Kind: Sendable, Hashable {
        /// Travels as the string of the chosen option, also where it looks like a number or a boolean.
        case select(options: [String])
        /// Travels as a JSON number. `step` counts from `minimum`, or from 0 where there is none.
        case number(minimum: Number?, maximum: Number?, step: Number?)
        case text
        /// A list of records with exactly `voice` and `text`.
        case dialogue
    }

    package var key: String
    package var kind: Kind
    package var isRequired: Bool
    /// Sent explicitly where the script gives nothing; nil where the catalog shows none.
    package var defaultValue: WireValue?
    package var summary: String

    package init(
        key: String, kind: Kind, isRequired: Bool = false, defaultValue: WireValue? = nil, summary: String = ""
    ) {
        self.key = key
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.summary = summary
    }
}

extension Parameter {
    /// What the parameter takes, for people: `5, 10` or `0 to 1 in steps of 0.05`; nil where all is allowed.
    package var allowedText: String? {
        switch kind {
        case .select(let options): options.joined(separator: ", ")
        case .number(let minimum, let maximum, let step):
            NumberRange(minimum: minimum, maximum: maximum, step: step).text
        case .text, .dialogue: nil
        }
    }
}

/// A parameter's value as it travels.
package enum WireValue: Sendable, Hashable {
    case string(String)
    case number(Number)
    case json(JSONValue)
}
