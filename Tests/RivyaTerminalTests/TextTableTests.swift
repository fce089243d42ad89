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

    /// What is no prompt goes on in the next line, and only when no prompt can give way any more.
    @Test func wrapsWhatIsNotCut() {
        var table = TextTable([
            .fixed("job"), .flexible("prompt"), .wrapped("file", minimumWidth: 10), .fixed("state"),
        ])
        table.append(["1", "a fox in the snow", "rivya-out/run/狐-fox.mp4", "succeeded"])
        table.append(["2", "an owl", "there is no space left", "failed"])
        #expect(
            table.lines(width: 50).map(\.plain) == [
                "JOB  PROMPT    FILE                      STATE", "1    a fox i…  rivya-out/run/狐-fox.mp4  succeeded",
                "2    an owl    there is no space left    failed",
            ])
        #expect(
            table.lines(width: 42).map(\.plain) == [
                "JOB  PROMPT    FILE              STATE", "1    a fox i…  rivya-out/run/    succeeded",
                "               狐-fox.mp4", "2    an owl    there is no       failed", "               space left",
            ])
    }

    /// A path goes below its row, which then has room for more of the prompt.
    @Test func whatHangsStandsBelowItsRow() {
        var table = TextTable([.fixed("job"), .flexible("prompt"), .fixed("state"), .hanging("file")])
        table.append(["1", "a fox in the snow", "succeeded", "rivya-out/run/狐-fox.mp4"])
        table.append(["2", "an owl", "queued"])
        #expect(table.lines(width: 56).map(\.plain)[1] == "1    a fox in the …  succeeded  rivya-out/run/狐-fox.mp4")
        #expect(
            table.lines(width: 40).map(\.plain) == [
                "JOB  PROMPT             STATE", "    FILE", "1    a fox in the snow  succeeded",
                "    rivya-out/run/狐-fox.mp4", "2    an owl             queued",
            ])
    }

    /// Prices and states are never cut: where they have no room beside each other, they stand below each other.
    @Test func aRowThatDoesNotFitIsAList() {
        #expect(
            table.lines(width: 30).map(\.plain) == [
                "JOB      1", "MODEL    kling-2-6", "PROMPT   a fox in the snow", "CREDITS  35",
                "FILE     out/fox.mp4", "", "JOB      12", "MODEL    veo-3", "PROMPT   雪の中の狐が走る", "CREDITS  120",
            ])
    }

    @Test(arguments: 18...120)
    func pricesAndStatesStayWhole(width: Int) {
        var table = TextTable([
            .fixed("n", .right), .flexible("prompt"), .flexible("axes"), .wrapped("file"), .fixed("state"),
            .fixed("credits", .right),
        ])
        table.append([
            "1", "a very long prompt of a fox", "style=ink subject=fox", "rivya-out/1.mp4", "succeeded", "1234567",
        ])
        let lines = table.lines(width: width).map(\.plain)
        #expect(lines.contains { $0.contains("succeeded") })
        #expect(lines.contains { $0.contains("1234567") })
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
