import RivyaRuns
import Testing

@testable import RivyaClient

@Suite struct BaseURLTests {
    @Test(arguments: [
        ("https://rivya.ai", "https://rivya.ai"),
        ("https://rivya.ai/", "https://rivya.ai"),
        ("HTTPS://Rivya.AI:443", "https://rivya.ai"),
        ("https://rivya.ai:8443/", "https://rivya.ai:8443"),
        ("https://gateway.example/rivya//v2/", "https://gateway.example/rivya/v2"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.8.9.255", "http://127.8.9.255"),
        ("http://[::1]:99/x", "http://[::1]:99/x"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("https://[2001:DB8:0::1]", "https://[2001:db8::1]"),
        ("https://rivya.ai./", "https://rivya.ai"),
        ("https://rivya.ai/api/v1", "https://rivya.ai"),
        ("https://rivya.ai/api/v1/", "https://rivya.ai"),
        ("https://gateway.example/x/api/v1//", "https://gateway.example/x"),
        ("http://127.0.0.1:80/api/v1", "http://127.0.0.1"),
    ])
    func identity(text: String, identity: String) throws {
        #expect(try BaseURL(text).identity == identity)
    }

    @Test(arguments: [
        "", "rivya.ai", "ftp://rivya.ai", "https://", "https:///path", "https://rivya.ai:0", "https://rivya.ai:99999",
        "https://rivya.ai:", "https://rivya.ai:8x", "https://rivya.ai?x=1", "https://rivya.ai#x",
        "https://user:secret@rivya.ai", "https://rivya.ai@evil.example", "https://rivya.ai\\@evil.example",
        "https://riv ya.ai", " https://rivya.ai", "https://rivya.ai/\u{7}", "https://rivya..ai", "https://[::1",
        "https://[::1]x", "https://ri\u{432}ya.ai", "https://rivya.ai/a/../b", "https://rivya.ai/%2e%2e",
    ])
    func refused(text: String) {
        let error = #expect(throws: ServiceError.self) { try BaseURL(text) }
        #expect(error?.kind == .local)
        #expect(error?.message.contains("secret") == false)
    }

    @Test(arguments: [
        ("rivya.ai", "https://rivya.ai"), ("rivya.ai:8443/x", "https://rivya.ai:8443/x"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"), ("localhost:80", "http://localhost:80"),
        ("[::1]:80", "http://[::1]:80"),
        ("https:/rivya.ai", "https://rivya.ai"), ("http:localhost", "http://localhost"),
        ("//rivya.ai", "https://rivya.ai"),
        ("http://rivya.ai/api/v1", "https://rivya.ai/api/v1"), ("https://rivya.ai?x=1", "https://rivya.ai"),
        ("https://rivya.ai/#top", "https://rivya.ai/"),
        ("https://b\u{FC}cher.example", "https://xn--bcher-kva.example"),
    ])
    func whatToWrite(text: String, other: String) {
        let error = #expect(throws: ServiceError.self) { try BaseURL(text) }
        #expect(error?.message.hasSuffix("; write `\(other)`") == true)
    }

    @Test(arguments: [
        "http://rivya.ai", "http://127.evil.example", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
        "http://127.1", "http://0177.0.0.1", "http://127.0.0.256", "http://127.00.0.1", "http://10.0.0.1",
        "http://[::2]", "http://0.0.0.0", "http://2130706433",
    ])
    func plainHTTPIsForThisMachine(text: String) {
        let error = #expect(throws: ServiceError.self) { try BaseURL(text) }
        #expect(error?.message.contains("plain `http` is only for this machine") == true)
    }
}
