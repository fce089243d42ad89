import NIOHTTP1
import Testing

@testable import RivyaClient

@Suite struct RetryAfterTests {
    @Test(
        arguments: [
            ("0", .zero), ("7", .seconds(7)), (" 120", .seconds(120)),
            ("99999999999999999999999", .seconds(7 * 86_400)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", .seconds(30)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", .zero),
            ("Tue, 08 Nov 1994 08:49:37 GMT", .seconds(2 * 86_400)),
            ("Fri, 01 Jan 2100 00:00:00 GMT", .seconds(7 * 86_400)),
            ("soon", nil), ("-1", nil), ("1.5", nil), ("", nil), ("Sun, 06 Foo 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 25:49:37 GMT", nil),
        ] as [(String, Duration?)])
    func delay(text: String, expected: Duration?) {
        let headers: HTTPHeaders = ["Retry-After": text, "Date": "Sun, 06 Nov 1994 08:49:37 GMT"]
        #expect(RetryAfter.delay(in: headers) == expected)
    }

    @Test func absent() {
        #expect(RetryAfter.delay(in: [:]) == nil)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
        ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
    ])
    func secondsOfADate(text: String, seconds: Int) {
        #expect(HTTPDate.seconds(text) == seconds)
    }
}
