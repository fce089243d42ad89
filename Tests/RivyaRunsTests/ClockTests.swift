import RivyaLedger
import RivyaRuns
import Testing

/// A clock that jumps settles nothing, and one that is right again unlocks what a wrong one had locked.
struct ClockTests {
    private static let day = 24 * 60 * 60.0

    @Test func aClockThatWasAheadUnlocksWhenItIsRight() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["create": Array(repeating: .lostAnswer, count: 12)])
        _ = try await workshop.run([try Workshop.job(1)], service)
        workshop.clock.jump(by: 2 * Self.day)
        #expect(try await workshop.run([try Workshop.job(1)], service).jobs.map(\.status) == [.unknown])
        workshop.clock.jump(by: -2 * Self.day)
        #expect(try await workshop.run([try Workshop.job(1)], service).jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
    }

    @Test func timeThatHasPassedUnlocksNothing() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["create": Array(repeating: .lostAnswer, count: 12)])
        workshop.clock.jump(by: 2 * Self.day)
        _ = try await workshop.run([try Workshop.job(1)], service)
        // It was sent while the clock was ahead: how long ago that is, nobody knows, also when it has come to that day.
        workshop.clock.jump(by: -2 * Self.day)
        let told = try await workshop.run([try Workshop.job(1)], service)
        #expect(told.jobs.map(\.status) == [.unknown])
        #expect(told.jobs[0].failure?.message.contains("in its future") == true)
        workshop.clock.jump(by: 2 * Self.day + 60)
        #expect(try await workshop.run([try Workshop.job(1)], service).jobs.map(\.status) == [.unknown])
    }

    @Test func aRunOfAWrongClockIsNotTheLatestForEver() async throws {
        let workshop = try Workshop()
        workshop.clock.jump(by: 300 * Self.day)
        _ = try await workshop.run([try Workshop.job(1)], ScriptedService())
        workshop.clock.jump(by: -300 * Self.day)
        let right = try await workshop.run([try Workshop.job(1)], ScriptedService())
        let ledger = try workshop.ledger()
        #expect(try await ledger.history.runIDs().first == right.run)
        #expect(try await ledger.history.runs(limit: 1).map(\.id) == [right.run])
    }

    // MARK: Ages

    private func age(calendar: Double, uptime: Double?, boot: String = "b") -> SendingAge {
        SendingAge(
            sentAt: 0, uptime: Uptime(boot: "b", seconds: 100), now: calendar,
            uptime: uptime.map { Uptime(boot: boot, seconds: 100 + $0) })
    }

    @Test func theUptimeKnowsBetterThanACalendarThatJumps() {
        // Sent while the clock was ahead, a minute ago.
        #expect(age(calendar: -2 * Self.day, uptime: 60).isWithin(Self.day))
        #expect(!age(calendar: -2 * Self.day, uptime: 2 * Self.day).isWithin(Self.day))
        // Another start of the machine says nothing.
        #expect(!age(calendar: -2 * Self.day, uptime: 60, boot: "other").isWithin(Self.day))
        #expect(age(calendar: 60, uptime: 60, boot: "other").isWithin(Self.day))
        #expect(!age(calendar: -2 * Self.day, uptime: nil).isWithin(Self.day))
        // A machine that was paused does not count the time: the longer age counts.
        #expect(!age(calendar: 2 * Self.day, uptime: 60).isWithin(Self.day))
        // A calendar that has not moved while the machine was up.
        #expect(!age(calendar: 60, uptime: 2 * Self.day).isWithin(Self.day))
    }

    @Test func theMachineKnowsItsUptime() throws {
        let first = try #require(SystemClock().uptime)
        let second = try #require(SystemClock().uptime)
        #expect(first.boot == second.boot)
        #expect(first.seconds > 0 && second.seconds >= first.seconds)
    }
}
