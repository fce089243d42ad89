import NIOHTTP1
import RivyaSyntax
import Testing

@testable import RivyaClient

/// Whatever shape a reason has, it reaches the user.
@Suite struct AnswerReasonTests {
    private static let known: [(String, code: String, message: String)] = [
        (#"{"error":{"code":"wrong","message":"duration is wrong"}}"#, "wrong", "duration is wrong"),
        (#"{"code":"x","message":"y"}"#, "x", "y"),
        // FastAPI.
        (#"{"detail":"Not Found"}"#, "", "Not Found"),
        (
            #"{"detail":[{"loc":["body","params","duration"],"msg":"value is not valid","type":"enum"},"#
                + #"{"loc":["body",0],"msg":"b"}]}"#,
            "", "params.duration: value is not valid; 0: b"
        ),
        // Rails.
        (
            #"{"errors":{"prompt":["is too long","is rude"],"seed":["is odd"]}}"#, "",
            "prompt: is too long; is rude; seed: is odd"
        ),
        (#"{"errors":["one","two"]}"#, "", "one; two"),
        (#"{"error":"moderation: prompt rejected"}"#, "", "moderation: prompt rejected"),
        // GraphQL.
        (
            #"{"data":null,"errors":[{"message":"no credits","path":["create"],"extensions":{"code":"NO_CREDITS"}}]}"#,
            "NO_CREDITS", "create: no credits"
        ),
        // OAuth.
        (#"{"error":"invalid_token","error_description":"it has expired"}"#, "invalid_token", "it has expired"),
        // RFC 9457.
        (#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"seed is odd"}"#, "", "seed is odd"),
        (
            #"{"title":"Your request is not valid","invalid-params":[{"name":"seed","reason":"is odd"}]}"#, "",
            "Your request is not valid: seed: is odd"
        ),
        // JSON:API, Google, Nest, Apigee, AWS.
        (
            #"{"errors":[{"status":"422","source":{"pointer":"/data/seed"},"title":"Invalid","detail":"is odd"}]}"#, "",
            "/data/seed: is odd"
        ),
        (#"{"error":{"code":400,"message":"Bad seed","status":"INVALID_ARGUMENT"}}"#, "", "Bad seed"),
        (
            #"{"statusCode":400,"message":["seed must be even","prompt must be short"],"error":"Bad Request"}"#, "",
            "Bad Request: seed must be even; prompt must be short"
        ),
        (#"{"fault":{"faultstring":"quota"}}"#, "", "quota"),
        (#"{"__type":"ValidationException","Message":"seed"}"#, "", "seed"),
        (
            #"{"message":"Validation failed","errors":[{"field":"seed","message":"is odd"}]}"#, "",
            "Validation failed: seed: is odd"
        ),
        (#"{"success":false,"msg":"busy"}"#, "", "busy"),
        (#""just text""#, "", "just text"),
        // Nothing that is known: all of it.
        (#"{"oops":1}"#, "", #"{"oops":1}"#),
        ("{}", "", ""), ("[]", "", ""), ("null", "", ""),
    ]

    @Test(arguments: known)
    func documents(_ text: String, _ code: String, _ message: String) throws {
        let reason = AnswerReason(try JSONValue(parsing: Array(text.utf8)))
        #expect(reason.code == code)
        #expect(reason.message == message)
    }

    private static let plain: [(String, type: String, said: String)] = [
        ("bad request", "text/plain", "`h` answered with HTTP status 400: bad request"),
        (" a\n b ", "", "`h` answered with HTTP status 400: a b"),
        ("<E><Code>X</Code><Message>gone</Message></E>", "text/xml", "`h` answered with HTTP status 400: gone"),
        ("<a><b>no</b> way</a>", "text/xml", "`h` answered with HTTP status 400: no way"),
        ("<html><TITLE>Just a\nmoment</TITLE>", "text/html", "`h` sent a web page (HTTP status 400): `Just a moment`"),
        ("<!doctype html><title>502</title>", "", "`h` sent a web page (HTTP status 400)"),
        ("<title", "text/html", "`h` sent a web page (HTTP status 400)"),
        ("", "", ""), ("\u{1}\u{2}", "", ""), ("<", "", ""),
    ]

    @Test(arguments: plain)
    func texts(_ text: String, _ type: String, _ said: String) {
        let headers = type.isEmpty ? HTTPHeaders() : HTTPHeaders([("Content-Type", type)])
        let reason = AnswerReason(text: Answer(status: 400, headers: headers, body: Array(text.utf8)))
        #expect(reason.said(by: "h", status: 400) == said)
    }

    /// However deep and long a document is.
    @Test func strangeDocumentsAreShort() throws {
        let deep = String(repeating: #"{"errors":["#, count: 30) + "1" + String(repeating: "]}", count: 30)
        _ = AnswerReason(try JSONValue(parsing: Array(deep.utf8)))
        let long = #"{"errors":["# + (0..<1000).map { "\"e\($0)\"" }.joined(separator: ",") + "]}"
        #expect(AnswerReason(try JSONValue(parsing: Array(long.utf8))).message == "e0; e1; e2; e3; e4; and 995 more")
    }
}
