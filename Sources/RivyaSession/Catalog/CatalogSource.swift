import Foundation
package import RivyaCatalog

/// Which catalog a command uses: the service's, where `rivya models --refresh` has stored it, else the bundled one.
package enum CatalogSource {
    package struct Loaded: Sendable {
        package var catalog: Catalog
        /// Why it is not the one that was asked for. What its entries leave open is said where a script uses one.
        package var warnings: [String]
        /// It came from the state folder.
        package var isStored: Bool
    }

    /// The catalog for a script; says, where it `warns`, why it is not the one that was asked for.
    static func catalog(
        for options: ScriptOptions, state: StateFolder, warns: Bool, in surroundings: Surroundings
    ) -> Catalog {
        let source = load(from: options.usesBundledCatalog ? nil : state)
        if warns { source.warnings.forEach { surroundings.warn($0) } }
        return source.catalog
    }

    /// - Parameter state: nil for the bundled catalog (`--bundled-catalog`).
    package static func load(from state: StateFolder?) -> Loaded {
        guard let state, let data = FileManager.default.contents(atPath: state.catalog) else {
            return Loaded(catalog: .bundled(), warnings: [], isStored: false)
        }
        do {
            let catalog = try CatalogReview.catalog(in: Array(data))
            return Loaded(catalog: catalog, warnings: [], isStored: true)
        } catch {
            return Loaded(
                catalog: .bundled(),
                warnings: [
                    "the stored catalog `\(state.catalog)` cannot be used (\(error.message)): the bundled one is used; "
                        + "`rivya models --refresh` fetches it anew"
                ], isStored: false)
        }
    }
}
