package import RivyaSyntax

/// One model of the catalog: what it takes, what it makes, what it costs.
///
/// The fields are those of `GET /api/v1/models`; the inner shape of parameters and reference media is assumed where the
/// service is silent (`Documentation/Service.md`, "Models").
package final class ModelCard: Sendable {
    /// What the model makes.
    package enum Category: Sendable, Hashable {
        case image
        case video
        case audio
        case chat
        case other(String)
    }

    package enum Availability: Sendable, Hashable {
        case available
        case comingSoon
        case studioOnly
        /// Unknown to this version: treated as available, the service decides.
        case other(String)
    }

    package let id: String
    package let displayName: String
    package let category: Category
    package let runtime: String
    /// The price of a task with default parameters. What the service reserves may differ.
    package let baseCredits: Number
    package let billingType: String
    package let supportedModes: [String]
    /// In UTF-16 code units; nil where no limit is documented.
    package let maxPromptLength: Int?
    package let isPromptRequired: Bool
    /// nil for models that take no reference media.
    package let references: ReferenceRule?
    /// In catalog order, which is also the order on the wire.
    package let parameters: [Parameter]
    /// What is sent for each of `parameters` where the script gives nothing; nil where the catalog shows no default.
    package let defaultValues: [WireValue?]
    /// Some parameter must be given, because there is no default for it.
    package let hasRequiredParameters: Bool
    /// True where some parameters had an unknown shape: keys that `parameters` does not have then pass through
    /// unchecked.
    package let passesParametersThrough: Bool
    package let availability: Availability
    package let takesURLs: Bool
    package let notices: [String]

    private let slots: [String: Int]

    package init(
        id: String,
        displayName: String,
        category: Category,
        runtime: String = "async_task",
        baseCredits: Number,
        billingType: String = "FIXED",
        supportedModes: [String] = [],
        maxPromptLength: Int? = nil,
        isPromptRequired: Bool = true,
        references: ReferenceRule? = nil,
        parameters: [Parameter] = [],
        passesParametersThrough: Bool = false,
        availability: Availability = .available,
        takesURLs: Bool = false,
        notices: [String] = []
    ) {
        self.id = id
        self.displayName = displayName
        self.category = category
        self.runtime = runtime
        self.baseCredits = baseCredits
        self.billingType = billingType
        self.supportedModes = supportedModes
        self.maxPromptLength = maxPromptLength
        self.isPromptRequired = isPromptRequired
        self.references = references
        self.parameters = parameters
        defaultValues = parameters.map(\.defaultValue)
        hasRequiredParameters = parameters.contains { $0.isRequired && $0.defaultValue == nil }
        self.passesParametersThrough = passesParametersThrough
        self.availability = availability
        self.takesURLs = takesURLs
        self.notices = notices
        slots = Dictionary(parameters.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of a parameter in `parameters`.
    package func slot(of key: String) -> Int? { slots[key] }

    /// The kind of media that a task of this model results in, where it is one that can be a reference.
    package var resultKind: MediaKind? {
        switch category {
        case .image: .image
        case .video: .video
        case .audio: .audio
        case .chat, .other: nil
        }
    }
}
