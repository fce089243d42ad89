import Testing

@testable import RivyaTerminal

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable([
            .fixed("job", .right), .fixed("model"), .flexible("prompt", minimumWidth: 6), .fixed("credits", .right),
            .flexible("file"),
        ])
        table.append(["1", "kling-2-6", "a fox in the snow", "35", "out/fox.mp4"])
        table.append(["12", "veo-3", "雪の中の狐が走る", "120", ""])
        return table
    }

    @Test func alignsByDisplayWidth() {
        #expect(
            table.lines().map(\.plain) == [
                "JOB  MODEL      PROMPT             CREDITS  FILE",
                "  1  kling-2-6  a fox in the snow       35  out/fox.mp4",
                " 12  veo-3      雪の中の狐が走る       120",
            ])
    }

    @Test func cutsTheWidestFlexibleColumnFirst() {
        #expect(
            table.lines(width: 48).map(\.plain) == [
                "JOB  MODEL      PROMPT      CREDITS  FILE",
                "  1  kling-2-6  a fox in …       35  out/fox.mp4",
                " 12  veo-3      雪の中の…       120",
            ])
    }

    @Test func cutsPathsAtTheirStart() {
        var table = TextTable([.fixed("job"), .flexible("file", minimumWidth: 6, isCutAtStart: true)])
        table.append(["1", "rivya-out/run/狐-fox.mp4"])
        #expect(table.lines(width: 16).map(\.plain) == ["JOB  FILE", "1    …狐-fox.mp4"])
        // Half of a wide character is not shown.
        #expect(table.lines(width: 15).map(\.plain) == ["JOB  FILE", "1    …-fox.mp4"])
        #expect(table.lines(width: 100)[1].plain == "1    rivya-out/run/狐-fox.mp4")
        table.append(["2", "there is no space left"], isSentence: true)
        #expect(table.lines(width: 16).map(\.plain) == ["JOB  FILE", "1    …狐-fox.mp4", "2    there is n…"])
    }

    @Test(arguments: 1...60)
    func neverWiderThanTheTerminal(width: Int) {
        for line in table.lines(width: width) { #expect(line.width <= width) }
    }

    @Test func leavesOutEmptyColumnsAndEmptyTables() {
        var table = TextTable([.fixed("id"), .fixed("note"), .fixed("status")])
        #expect(table.lines().isEmpty)
        table.append(["1", "", "ok"])
        table.append(["2"])
        #expect(table.lines().map(\.plain) == ["ID  STATUS", "1   ok", "2"])
    }

    @Test func keepsRowsOnOneLineAndStyles() {
        var table = TextTable([.fixed("prompt"), .fixed("status")])
        table.append(["two\nlines", "\("failed", .red)"])
        #expect(table.lines()[1].plain == "two␊lines  failed")
        #expect(table.lines()[1].rendered(color: true).hasSuffix("\u{1B}[31mfailed\u{1B}[0m"))
    }
}

extension TextTable {
    fileprivate func lines(width: Int? = nil) -> [StyledText] {
        var lines: [StyledText] = []
        forEachPart(width: width) { lines += $0 }
        return lines
    }
}
