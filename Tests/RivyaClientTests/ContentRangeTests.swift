import Testing

@testable import RivyaClient

@Suite struct ContentRangeTests {
    @Test func aPartUpToTheEnd() {
        let range = ContentRange("bytes 100-199/200")
        #expect(range?.start == 100)
        #expect(range?.length == 200)
    }

    @Test(arguments: [
        "", "bytes", "bytes 0-5/-9223372036854775808", "bytes -9223372036854775808-5/6",
        "bytes 0-9223372036854775808/1",
        "bytes 0-4/6", "bytes 0-5/*", "bytes */6", "bytes 6-5/6", "bytes +0-5/6", "bytes 0-5/6/6", "bytes 0-0/0",
        "items 0-5/6",
        "bytes 0--5/6", "bytes 9223372036854775807-9223372036854775806/9223372036854775807",
    ])
    func noRange(text: String) {
        #expect(ContentRange(text) == nil)
    }
}
