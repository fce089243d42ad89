import RivyaSyntax

extension Catalog {
    /// Reads an answer to `GET /api/v1/models`.
    ///
    /// The service documents the outer fields only (`Documentation/Service.md`, "Models"), and may add fields and
    /// models at any time. So this is lenient: unknown fields are ignored, what has an unknown shape is not checked
    /// later on, and only an entry without an id is left out. `warnings` tells of all but the unknown fields.
    package convenience init(decoding document: [UInt8]) throws(CatalogError) {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: document)
        } catch {
            throw CatalogError("not JSON: \(error.message)")
        }
        guard let entries = root["data"]?.array else {
            throw CatalogError("not a list of models: there is no array `data`")
        }
        var models: [ModelCard] = []
        var warnings: [String] = []
        models.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            var decoder = ModelCardDecoder(entry)
            guard let model = decoder.decode() else {
                warnings.append("entry \(index + 1) of the catalog has no usable id and was left out")
                continue
            }
            models.append(model)
            if !decoder.doubts.isEmpty {
                warnings.append("model `\(model.id)`: \(decoder.doubts.joined(separator: "; "))")
            }
        }
        self.init(models: models, warnings: warnings)
    }
}
