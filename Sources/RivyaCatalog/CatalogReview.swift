import RivyaSyntax

/// Looks at a catalog before it counts: plans, budgets and consents are made of its prices, and a bad one would stay.
///
/// Reading is lenient with what the service may add; this is not with what no catalog says.
package enum CatalogReview {
    /// Credits for one request. The dearest known model costs a few hundred.
    private static let highestPrice = Number(100_000)

    /// The catalog in a document; throws where it is none, or one that must not take the place of a good one.
    package static func catalog(in document: [UInt8]) throws(CatalogError) -> Catalog {
        let catalog = try Catalog(decoding: document)
        guard !catalog.ids.isEmpty else { throw CatalogError("it lists no model") }
        let entries = (try? JSONValue(parsing: document))?["data"]?.array ?? []
        var seen: Set<String> = []
        for entry in entries {
            guard let id = entry["id"]?.string else { continue }
            guard id.unicodeScalars.allSatisfy({ TerminalText.shown($0) == $0 }) else {
                throw CatalogError("the id \(CatalogProblem.quoted(TerminalText.safe(id))) holds control characters")
            }
            guard seen.insert(id).inserted else {
                throw CatalogError("the model \(CatalogProblem.quoted(id)) is in it twice")
            }
            try check(price: entry["base_credits"], of: id)
        }
        return catalog
    }

    private static func check(price: JSONValue?, of id: String) throws(CatalogError) {
        guard let price, !price.isNull else { return }
        let shown = String(price.text.prefix(40))
        guard let credits = price.decimal else {
            throw CatalogError("the price of \(CatalogProblem.quoted(id)) is no number: \(shown)")
        }
        guard !credits.isNegative else {
            throw CatalogError("the price of \(CatalogProblem.quoted(id)) is negative: \(shown)")
        }
        guard credits <= highestPrice else {
            throw CatalogError(
                "the price of \(CatalogProblem.quoted(id)) is absurd: \(shown) credits for one request")
        }
    }
}
