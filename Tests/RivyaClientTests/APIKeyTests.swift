import RivyaRuns
import Testing

@testable import RivyaClient

@Suite struct APIKeyTests {
    private let secret = "rvya_sk_0123456789"

    @Test func neverDescribesItself() throws {
        let key = try APIKey(secret)
        var dumped = ""
        dump(["nested": key], to: &dumped)
        let shown = ["\(key)", String(describing: key), String(reflecting: [key]), "\(Optional(key) as Any)", dumped]
        for text in shown {
            #expect(text.contains("***") || !text.contains(secret))
            #expect(!text.contains(secret))
        }
        #expect("\(key)" == "***")
        #expect(key.bearer == "Bearer " + secret)
    }

    @Test func blanksAroundAreDropped() throws {
        #expect(try APIKey(" \t\(secret)\r\n").bearer == "Bearer " + secret)
    }

    @Test(arguments: ["", "  \n", "rvya sk", "rvya_sk_1\r\nX-Evil: 1", "rvya_sk_\u{e9}", "rvya_sk_\u{0}"])
    func refused(text: String) {
        let error = #expect(throws: ServiceError.self) { try APIKey(text) }
        #expect(error?.kind == .local)
        #expect(error?.message.contains("rvya") == false)
    }

    @Test func isTakenOutOfMessages() throws {
        let key = try APIKey(secret)
        #expect(key.redacting("no \(secret), no \(secret)") == "no ***, no ***")
        #expect(key.redacting("fine") == "fine")
    }
}
