/// A checked request: what `POST /api/v1/generations` will say once its references have URLs.
package struct GenerationRequest: Sendable {
    package var model: ModelCard
    /// nil where the model needs none and none was given.
    package var prompt: String?
    /// One for each of `model.parameters`, in that order; nil is left out of the request.
    package var values: [WireValue?]
    /// Parameters that the catalog does not describe (`ModelCard.passesParametersThrough`), in the order written.
    package var passedThrough: [PassedParameter]
    package var references: [Reference]

    package struct PassedParameter: Sendable, Hashable {
        package var key: String
        package var value: WireValue

        package init(key: String, value: WireValue) {
            self.key = key
            self.value = value
        }
    }

    package init(
        model: ModelCard,
        prompt: String?,
        values: [WireValue?],
        passedThrough: [PassedParameter] = [],
        references: [Reference] = []
    ) {
        self.model = model
        self.prompt = prompt
        self.values = values
        self.passedThrough = passedThrough
        self.references = references
    }
}

/// One reference medium of a request.
package enum Reference: Sendable, Hashable {
    case file(File)
    case url(String)
    /// The result of another job of the same run, by its index from 1.
    case job(Int)

    package struct File: Sendable, Hashable {
        /// As the script wrote it.
        package var path: String
        /// Where it is: absolute, links resolved.
        package var location: String
        package var type: MediaType
        package var bytes: Int

        package init(path: String, location: String, type: MediaType, bytes: Int) {
            self.path = path
            self.location = location
            self.type = type
            self.bytes = bytes
        }
    }
}
