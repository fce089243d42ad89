import Foundation
import NIOCore
import RivyaCatalog
import RivyaRuns
import TestSupport
import Testing

@testable import RivyaClient

@Suite struct MultipartFormTests {
    @Test(arguments: [
        ("plain.png", "plain.png"),
        ("two words.png", "two words.png"),
        ("caf\u{e9} \u{1F600}.png", "caf\u{e9} \u{1F600}.png"),
        ("say \"hi\".png", "say %22hi%22.png"),
        ("a\r\nX-Evil: 1.png", "a%0D%0AX-Evil: 1.png"),
        ("back\\slash;semi=.png\\", "back%5Cslash;semi=.png%5C"),
        ("100%25.png", "100%25.png"),
        ("\u{1b}[31m\u{7f}", "%1B[31m%7F"),
    ])
    func fileNames(name: String, written: String) {
        #expect(MultipartForm.quotable(name) == written)
    }

    @Test(arguments: [0, 1, 300_000, 524_288])
    func bodyIsExactlyAsLongAsPromised(size: Int) async throws {
        try await withFolder { folder in
            let path = folder + "/reference"
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try Data(content).write(to: URL(fileURLWithPath: path))
            let form = try MultipartForm(
                fields: [("kind", "image")],
                file: SystemFile(path, flags: O_RDONLY),
                name: "x.png",
                type: MediaType(kind: .image, mimeType: "image/png"),
                boundary: "B"
            )
            var body: [UInt8] = []
            for try await chunk in form { body.append(contentsOf: chunk.readableBytesView) }
            #expect(body.count == form.length)
            let head = """
                --B\r\nContent-Disposition: form-data; name="kind"\r\n\r\nimage\r\n\
                --B\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\
                Content-Type: image/png\r\n\r\n
                """
            #expect(body == Array(head.utf8) + content + Array("\r\n--B--\r\n".utf8))
        }
    }

    @Test func aFileThatShrinksIsNoticed() async throws {
        try await withFolder { folder in
            let path = folder + "/reference"
            try Data(count: 100).write(to: URL(fileURLWithPath: path))
            let form = try MultipartForm(
                fields: [],
                file: SystemFile(path, flags: O_RDONLY),
                name: "x",
                type: MediaType(kind: .image, mimeType: "image/png")
            )
            #expect(truncate(path, 10) == 0)
            let error = await #expect(throws: ServiceError.self) {
                for try await _ in form {}
            }
            #expect(error?.message.contains("became shorter") == true)
        }
    }

    @Test func boundariesDiffer() {
        #expect(MultipartForm.randomBoundary() != MultipartForm.randomBoundary())
    }
}
