/// The models that a script may name, in the service's order.
package final class Catalog: Sendable {
    /// The models' ids, in the service's order; they are unique.
    package let ids: [String]
    /// What was not understood while decoding, one sentence for each model concerned; for people.
    package let warnings: [String]

    private let places: [String: Int]
    private let storage: Storage

    private enum Storage: Sendable {
        case decoded([ModelCard])
        case deferred(DeferredModels)
    }

    /// Of models with the same id the first wins.
    package init(models: [ModelCard], warnings: [String] = []) {
        var unique: [ModelCard] = []
        var places: [String: Int] = [:]
        var warnings = warnings
        unique.reserveCapacity(models.count)
        places.reserveCapacity(models.count)
        for model in models {
            guard places[model.id] == nil else {
                warnings.append("the catalog has model `\(model.id)` twice: the first entry counts")
                continue
            }
            places[model.id] = unique.count
            unique.append(model)
        }
        ids = unique.map(\.id)
        storage = .decoded(unique)
        self.places = places
        self.warnings = warnings
    }

    /// - Precondition: ids are unique.
    init(deferring models: DeferredModels) {
        ids = models.ids
        storage = .deferred(models)
        places = Dictionary(uniqueKeysWithValues: models.ids.enumerated().map { ($1, $0) })
        warnings = []
    }

    /// All models. To look one up, the subscript is much cheaper.
    package var models: [ModelCard] {
        switch storage {
        case .decoded(let models): models
        case .deferred(let models): ids.indices.map(models.card)
        }
    }

    package subscript(id: String) -> ModelCard? {
        guard let place = places[id] else { return nil }
        switch storage {
        case .decoded(let models): return models[place]
        case .deferred(let models): return models.card(at: place)
        }
    }

    /// Ids in catalog order of the models of a category, of those that take references of a kind, or of both.
    package func ids(category: ModelCard.Category?, referenceKind: MediaKind? = nil) -> [String] {
        models.filter { model in
            if let category, model.category != category { return false }
            if let referenceKind, model.references?.kind(referenceKind) == nil { return false }
            return true
        }.map(\.id)
    }
}

extension ModelCard {
    /// The options of a parameter, in catalog order; empty for one that is no select.
    package func options(of key: String) throws(CatalogProblem) -> [String] {
        guard let slot = slot(of: key) else { throw unknownParameterProblem(key) }
        guard case .select(let options) = parameters[slot].kind else { return [] }
        return options
    }
}
