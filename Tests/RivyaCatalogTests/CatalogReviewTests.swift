import RivyaCatalog
import RivyaSyntax
import Testing

/// What must not take the place of a good catalog.
@Suite struct CatalogReviewTests {
    private func review(_ entries: String) throws(CatalogError) -> Catalog {
        try CatalogReview.catalog(in: Array("{\"object\":\"list\",\"data\":[\(entries)]}".utf8))
    }

    @Test(arguments: [
        #"{"id":"a","base_credits":1}"#, #"{"id":"a","base_credits":0.5},{"id":"b"}"#,
        #"{"id":"a","base_credits":null}"#,
        #"{"id":"a","base_credits":0},{"id":"","base_credits":1}"#, #"{"id":"a","base_credits":100000}"#,
    ])
    func taken(entries: String) throws {
        #expect(try !review(entries).ids.isEmpty)
    }

    @Test(arguments: [
        ("", "it lists no model"), (#"{"id":""}"#, "it lists no model"), ("1,null,[]", "it lists no model"),
        (#"{"id":"a","base_credits":-1}"#, "is negative"), (#"{"id":"a","base_credits":-0.001}"#, "is negative"),
        (#"{"id":"a","base_credits":100001}"#, "is absurd"), (#"{"id":"a","base_credits":1e30}"#, "is absurd"),
        (#"{"id":"a","base_credits":1e999}"#, "the price of"), (#"{"id":"a","base_credits":{}}"#, "is no number"),
        (#"{"id":"a","base_credits":"free"}"#, "is no number"), (#"{"id":"a"},{"id":"a"}"#, "is in it twice"),
        (#"{"id":"a\u007fb"}"#, "holds control characters"), (#"{"id":"a\u202eb"}"#, "holds control characters"),
    ])
    func refused(entries: String, reason: String) {
        let error = #expect(throws: CatalogError.self) { try review(entries) }
        #expect(error?.message.contains(reason) == true, "\(error as Any)")
    }

    @Test func theBundledOneIsGood() throws {
        #expect(Catalog.bundled().models.allSatisfy { $0.baseCredits <= .whole(100_000) })
    }
}
