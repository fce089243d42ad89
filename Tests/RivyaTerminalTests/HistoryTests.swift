import TestSupport
import Testing

@testable import RivyaTerminal

@Suite struct HistoryTests {
    @Test(arguments: [
        "gen kling-2-6 \"a fox\"", "let task-list = [1, 2]", "for style in [\"ink\", \"oil\"] { }",
        "gen veo-3-1-generate-preview-fast \"x\"", "let a_very_long_variable_name_for_a_style = 1",
        "gen z-image ref=https://cdn.example.com/0123456789abcdef0123456789abcdef/aB3dE5fG7hI9jK1lM3nO5pQ7.png",
        "let shot = \"IMG_20261121_Final2_v3_ApprovedByAnna.JPG\"", "print \"Authorization: Bearer abc\"",
        "let api_key=7", "print \"keys begin with rvya_sk_\"",
    ])
    func storesStatements(statement: String) {
        #expect(HistoryFilter.stores(statement))
    }

    @Test(arguments: [
        "", "   ", " private", "\tprivate", "\n\n",
        "let key = \"rvya_sk_abc\"", "RIVYA_API_KEY=RVYA_SK_abc", "print \"rvya_sk_\" + \"rvya_sk_1\"",
    ])
    func dropsSecretsAndPrivateLines(statement: String) {
        #expect(!HistoryFilter.stores(statement))
    }

    @Test func entriesSurviveAsTheyWere() throws {
        let folder = try TemporaryFolder()
        let file = HistoryFile(path: folder.path + "/history", limit: 10)
        #expect(try file.load().isEmpty)
        let entries = ["one", "two\nlines\n", "back\\slash \\n", "雪", "雪"]
        for entry in entries { try file.append(entry) }
        #expect(try file.load() == ["one", "two\nlines\n", "back\\slash \\n", "雪"])
        #expect(try folder.mode(of: "history") == 0o600)
    }

    @Test func twoSessionsAddToOneFile() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (
            HistoryFile(path: folder.path + "/history", limit: 10),
            HistoryFile(path: folder.path + "/history", limit: 10)
        )
        try one.append("a")
        try two.append("b")
        try one.append("c")
        #expect(try two.load() == ["a", "b", "c"])
    }

    @Test func appendingFromManyTasksLosesNothing() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/history"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let file = HistoryFile(path: path, limit: 20)
                    for number in 0..<20 {
                        try file.append("\(task).\(number)")
                        _ = try file.load()
                    }
                }
            }
            try await group.waitForAll()
        }
        let newest = try HistoryFile(path: path, limit: 20).load()
        #expect(newest.count == 20)
        // The last entry of whichever task was last is there, and none is torn.
        #expect(newest.allSatisfy { $0.split(separator: ".").count == 2 })
        #expect(newest.last?.hasSuffix(".19") == true)
    }

    @Test func isShortenedWhenTwiceTooLong() throws {
        let folder = try TemporaryFolder()
        let file = HistoryFile(path: folder.path + "/history", limit: 3)
        for number in 1...6 { try file.append("\(number)") }
        #expect(try file.load() == ["4", "5", "6"])
        #expect(try folder.read("history").split(separator: "\n").count == 6)
        try file.append("7")
        #expect(try file.load() == ["5", "6", "7"])
        #expect(try folder.read("history") == "5\n6\n7\n")
        #expect(try folder.mode(of: "history") == 0o600)
    }

    @Test func aTornLastLineAndForeignModesAreMended() throws {
        let folder = try TemporaryFolder()
        try folder.write("one\ntor", to: "history")
        let file = HistoryFile(path: folder.path + "/history", limit: 10)
        try file.append("two")
        #expect(try file.load() == ["one", "tor", "two"])
        #expect(try folder.mode(of: "history") == 0o600)
    }

    @Test func anUnusableFileIsAnError() throws {
        let folder = try TemporaryFolder()
        let file = HistoryFile(path: folder.path + "/missing/history", limit: 10)
        #expect(throws: HistoryFile.Failure.self) { try file.append("x") }
        let directory = HistoryFile(path: folder.path, limit: 10)
        #expect(throws: HistoryFile.Failure.self) { try directory.load() }
    }
}
