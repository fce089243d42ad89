import Foundation
import Testing

@testable import RivyaGallery

@Suite struct GalleryAssetsTests {
    /// The page's files as they lie in the sources.
    private static let sources = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../Sources/CGallery/Page").standardized

    private var page: String { String(decoding: GalleryAssets.files[0].bytes, as: UTF8.self) }

    @Test func everyFileOfThePageIsEmbedded() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        #expect(Set(names) == Set(GalleryAssets.files.map(\.name)))
        for file in GalleryAssets.files {
            let bytes = try Array(Data(contentsOf: Self.sources.appendingPathComponent(file.name)))
            let isEqual = file.bytes == bytes
            #expect(isEqual, "\(file.name)")
        }
    }

    @Test func thePageRefersToItsOwnFilesOnly() {
        let references = page.matches(of: /(?:src|href)="([^"#]+)"/).map { String($0.1) }
        #expect(Set(references) == Set(GalleryAssets.files.map(\.name)).subtracting(["index.html"]).union(["data.js"]))
    }

    @Test func nothingOfThePageRunsInline() {
        #expect(page.contains("default-src 'none'"))
        #expect(!page.contains("unsafe-"))
        #expect(page.matches(of: /<script(?![^>]*\bsrc=)/).isEmpty)
        #expect(page.matches(of: /<style|\sstyle=|\son[a-z]+=/).isEmpty)
    }

    /// The page has no place where text becomes HTML, or code.
    @Test func noScriptParsesText() {
        let sinks = [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc",
            "DOMParser", "createContextualFragment", "setHTML", "import(",
        ]
        for file in GalleryAssets.files where file.name.hasSuffix(".js") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for sink in sinks {
                let isThere = text.contains(sink)
                #expect(!isThere, "\(file.name): \(sink)")
            }
        }
    }

    @Test func aServedPageHoldsTheToken() {
        let served = String(decoding: GalleryAssets.index(token: "Abc-123_z"), as: UTF8.self)
        #expect(served.contains("<meta name=\"rivya-token\" content=\"Abc-123_z\">"))
        #expect(page.contains("<meta name=\"rivya-token\" content=\"\">"))
    }

    @Test func everyFileHasItsMediaType() {
        let types = Dictionary(uniqueKeysWithValues: GalleryAssets.files.map { ($0.name, $0.contentType) })
        #expect(types["index.html"] == "text/html; charset=utf-8")
        #expect(types["gallery.css"] == "text/css; charset=utf-8")
        #expect(types["icon.svg"] == "image/svg+xml")
        #expect(types["gallery.js"] == "text/javascript; charset=utf-8")
    }
}
