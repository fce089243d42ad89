import RivyaRuns
import Testing

struct LexicalPathTests {
    @Test(arguments: [
        ("/", "/"), ("/a", "/a"), ("/a/b.c", "/a/b.c"), ("/a/", "/a"), ("//a//b", "/a/b"), ("/a/./b/.", "/a/b"),
        ("/a/../b", "/b"), ("/..", "/"), ("/../../a", "/a"), ("/a/b/..", "/a"), ("/.a/..b/...", "/.a/..b/..."),
        ("/a.", "/a."), ("a", "/a"), ("", "/"), ("/a/e\u{301}/..", "/a"),
        // A mark that joins the slash to the eye, and not to the file system.
        ("/a/\u{301}b/../c", "/a/c"),
    ])
    func normalized(path: String, expected: String) {
        #expect(Array(LexicalPath.normalized(path).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a/b/c", "a/b"), ("a", "."), ("a/\u{301}b", "a")])
    func folder(path: String, expected: String) {
        #expect(LexicalPath.folder(of: path) == expected)
    }
}
