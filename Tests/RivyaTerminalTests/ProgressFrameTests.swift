import Testing

@testable import RivyaTerminal

@Suite struct ProgressFrameTests {
    private let now = ContinuousClock.now

    private func lines(_ snapshot: ProgressSnapshot, columns: Int = 100, rows: Int = 10) -> [String] {
        ProgressFrame(snapshot: snapshot, elapsed: .seconds(63), now: now, columns: columns, rows: rows)
            .lines().map(\.plain)
    }

    private var snapshot: ProgressSnapshot {
        ProgressSnapshot(
            total: 40,
            succeeded: 9,
            cached: 1,
            failed: 1,
            running: 4,
            credits: "350",
            activities: (1...4).map { number in
                .init(
                    label: "shot \(number)  kling-2-6",
                    state: "processing",
                    since: now - .seconds(number * 10)
                )
            }
        )
    }

    @Test func summaryAndActivities() {
        // 10 jobs took 63 s, so the 29 that are left are expected to take 182 s.
        #expect(
            lines(snapshot, columns: 120) == [
                "█████▒▒░░░░░░░░░░░░░ 11/40 done · 1 cached · 4 running · 25 queued · 1 failed · 350 credits · 1:03"
                    + " · about 3:02 left",
                "  shot 1  kling-2-6  processing 0:10",
                "  shot 2  kling-2-6  processing 0:20",
                "  shot 3  kling-2-6  processing 0:30",
                "  shot 4  kling-2-6  processing 0:40",
            ])
    }

    /// What will not be sent is neither done nor left.
    @Test func aStoppingRunHasLessToDo() {
        let stopping = ProgressSnapshot(total: 6, succeeded: 3, unsent: 24, running: 3, credits: "1")
        #expect(
            lines(stopping) == [
                "██████████▒▒▒▒▒▒▒▒▒▒ 3/6 done · 3 running · 24 not sent · 1 credit · 1:03 · about 1:03 left"
            ])
    }

    @Test func fewRowsTellHowManyAreHidden() {
        #expect(
            lines(snapshot, rows: 4).dropFirst() == [
                "  shot 1  kling-2-6  processing 0:10",
                "  shot 2  kling-2-6  processing 0:20",
                "  and 2 more",
            ])
        #expect(lines(snapshot, rows: 1).count == 1)
        #expect(lines(snapshot, rows: -1).count == 1)
    }

    @Test(arguments: 1...110)
    func neverFillsTheLastColumn(columns: Int) {
        for line in ProgressFrame(snapshot: snapshot, elapsed: .zero, now: now, columns: columns, rows: 9).lines() {
            #expect(line.width <= max(1, columns - 1))
        }
    }

    @Test func noEstimateWithoutAFinishedJob() {
        let started = ProgressSnapshot(total: 3, cached: 1, running: 2)
        #expect(started.estimatedRemaining(after: .seconds(5)) == nil)
        let done = ProgressSnapshot(total: 1, succeeded: 1)
        #expect(done.estimatedRemaining(after: .seconds(5)) == nil)
    }

    @Test(arguments: [(7, "0:07"), (60, "1:00"), (3729, "1:02:09"), (-3, "0:00")])
    func clockText(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).clockText == text)
    }
}
