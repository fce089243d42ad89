import CCatalog

extension Catalog {
    /// The catalog that the program carries: a seed for when the service's own has not been fetched. In the form of an
    /// answer to `GET /api/v1/models`.
    package static var bundledDocument: [UInt8] {
        Array(UnsafeBufferPointer(start: catalog_bytes(), count: catalog_count()))
    }

    /// Read once for each process, when it is first asked for.
    package static func bundled() -> Catalog { bundle }

    private static let bundle = Catalog(deferring: DeferredModels(bundledDocument))
}
