import RivyaCatalog
import Testing

@Suite struct WebURLTests {
    @Test(arguments: [
        ("https://cdn.example/a.mp4", "https://cdn.example/a.mp4"),
        ("HTTPS://CDN.Example:443/A.mp4", "https://cdn.example/A.mp4"),
        ("https://cdn.example", "https://cdn.example/"),
        ("https://cdn.example?x=1", "https://cdn.example/?x=1"),
        ("https://cdn.example./x", "https://cdn.example/x"),
        ("https://cdn.example:8443/x#part", "https://cdn.example:8443/x"),
        (
            "https://cdn.example/a%2Fb?s=abc%2Fdef&f=%22my%20clip.mov%22",
            "https://cdn.example/a%2Fb?s=abc%2Fdef&f=%22my%20clip.mov%22"
        ),
        ("https://cdn.example/a clip \u{E9}.mp4", "https://cdn.example/a%20clip%20%C3%A9.mp4"),
        ("https://cdn.example/100%", "https://cdn.example/100%25"),
        ("https://cdn.example/%zz|\\\"<>^`{}[]", "https://cdn.example/%25zz%7C%5C%22%3C%3E%5E%60%7B%7D%5B%5D"),
        ("https://b\u{FC}cher.example/", "https://xn--bcher-kva.example/"),
        ("https://\u{4F8B}\u{3048}.\u{30C6}\u{30B9}\u{30C8}/", "https://xn--r8jz45g.xn--zckzah/"),
        ("http://127.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("https://0x7f.1/", "https://127.0.0.1/"),
        ("https://[0:0::1]:99/", "https://[::1]:99/"),
        ("https://[::FFFF:127.0.0.1]/", "https://[::ffff:7f00:1]/"),
        ("https://my_bucket.example/", "https://my_bucket.example/"),
        ("https://cdn.example:065535/", "https://cdn.example:65535/"),
    ])
    func text(written: String, text: String) throws {
        let url = try WebURL(written)
        #expect(url.text == text)
        #expect(try WebURL(url.text) == url)
    }

    @Test(arguments: [
        "", "cdn.example/x", "//cdn.example/x", "/x", "ftp://cdn.example/x", "data:video/mp4;base64,AAAA", "https:/x",
        "https:cdn.example", "https://", "https:///x", "https://?x", "https://:443/", "https://1.2.3.4:65536/",
        "https://1.2.3.4:70000/x", "https://cdn.example:65536/", "https://cdn.example:99999999999999999999/",
        "https://cdn.example:0/", "https://cdn.example:/", "https://cdn.example:-1/", "https://cdn.example:8x/",
        "https://[::1]:65536/", "https://[::1", "https://[::1]x/", "https://[fe80::1%25eth0]/", "https://[1.2.3.4]/",
        "https://user@cdn.example/", "https://user:word@cdn.example/", "https://cdn.example\\@evil.example/",
        "https://cdn.example/a\nb", "https://cdn.example/\u{0}", "https://cdn .example/", "https://cdn%2eexample/",
        "https://cdn..example/", "https://.cdn.example/", "https://256.1.1.1/", "https://1.2.3.4.5/", "https://08/",
        "https://\u{FF11}\u{FF12}\u{FF17}.0.0.1/", "https://cdn\u{3002}example/", "https://\u{2460}.example/",
        "https://\u{200B}.example/", "https://a\u{AD}b.example/",
        "https://" + String(repeating: "a", count: 64) + ".example/",
        "https://x/" + String(repeating: "a", count: 20_000),
    ])
    func refused(text: String) {
        #expect(throws: WebURL.Problem.self) { try WebURL(text) }
    }

    @Test(arguments: [
        ("/b.mp4?x", "https://cdn.example:81/b.mp4?x"), ("b.mp4", "https://cdn.example:81/a/b.mp4"),
        ("../b", "https://cdn.example:81/b"), ("../../../b", "https://cdn.example:81/b"),
        ("./", "https://cdn.example:81/a/"),
        ("..", "https://cdn.example:81/"), ("?y", "https://cdn.example:81/a/x?y"),
        ("", "https://cdn.example:81/a/x?q=1"),
        ("#f", "https://cdn.example:81/a/x?q=1"), ("//other.example/z", "https://other.example/z"),
        ("http://127.0.0.1/", "http://127.0.0.1/"), (" /b ", "https://cdn.example:81/b"),
        ("b c", "https://cdn.example:81/a/b%20c"),
    ])
    func redirects(location: String, text: String) throws {
        #expect(try WebURL("https://cdn.example:81/a/x?q=1").resolving(location).text == text)
    }

    @Test(arguments: [
        "ftp://x/", "//1.2.3.4:65536/", "//user@x/", "/a\r\nSet-Cookie: x", "javascript:alert(1)", "//", "https://",
    ])
    func refusedRedirects(location: String) throws {
        let url = try WebURL("https://cdn.example/")
        #expect(throws: WebURL.Problem.self) { try url.resolving(location) }
    }

    @Test(arguments: [
        ("https://x", true), ("HTTP://x", true), ("https://1.2.3.4:70000", true), ("https:x", false),
        ("boat.png", false),
        ("ftp://x", false), ("", false), ("a/https://x", false),
    ])
    func claims(text: String, claims: Bool) {
        #expect(WebURL.claims(text) == claims)
    }
}
