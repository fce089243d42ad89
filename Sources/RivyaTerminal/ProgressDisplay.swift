import Synchronization

/// Shows a run while it goes on: a few lines at the bottom of a terminal that are redrawn in place, or one plain line
/// per event where there is no terminal.
package final class ProgressDisplay: Sendable {
    /// True where a live display is drawn, false where `event` prints lines.
    package let isLive: Bool

    private let output: TerminalOutput
    private let start: ContinuousClock.Instant
    private let snapshot = Mutex<(@Sendable () -> ProgressSnapshot)?>(nil)

    /// Often enough to look alive, seldom enough to cost nothing, however many jobs report.
    private static let interval = Duration.milliseconds(100)

    init(output: TerminalOutput, start: ContinuousClock.Instant = .now) {
        self.output = output
        self.start = start
        isLive = output.error.movesCursor
    }

    /// Shows a display while `body` runs. It is taken away when `body` returns, throws or is cancelled.
    package static func whileRunning<Result: Sendable>(
        on output: TerminalOutput,
        _ body: @Sendable (ProgressDisplay) async throws -> Result
    ) async throws -> Result {
        let display = ProgressDisplay(output: output)
        defer { display.end() }
        guard display.isLive else { return try await body(display) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Sleeping throws when the group is cancelled, which is how this ends.
                while (try? await Task.sleep(for: interval)) != nil { display.draw(now: .now) }
            }
            defer { group.cancelAll() }
            return try await body(display)
        }
    }

    /// Tells what is to be shown from now on. Cheap, because the snapshot is made when it is drawn, which happens at most
    /// ten times a second.
    package func update(_ snapshot: @autoclosure @escaping @Sendable () -> ProgressSnapshot) {
        self.snapshot.withLock { $0 = snapshot }
    }

    /// Prints a lasting line above the display, on a terminal and elsewhere: failures, warnings.
    package func announce(_ text: StyledText) {
        output.print(text, to: .error)
    }

    /// Tells of one event: a plain line where there is no live display, which shows it anyway.
    package func event(_ text: StyledText) {
        if !isLive { output.print(text, to: .error) }
    }

    func draw(now: ContinuousClock.Instant) {
        guard let snapshot = snapshot.withLock({ $0 })?() else { return }
        let columns = output.columns(of: .error) ?? 80
        let rows = output.rows(of: .error) ?? 24
        let frame = ProgressFrame(
            snapshot: snapshot,
            elapsed: start.duration(to: now),
            now: now,
            columns: columns,
            // The last row belongs to the cursor, and one row above shows what was printed last.
            rows: rows - 2
        )
        output.showBlock(frame.lines())
    }

    private func end() {
        snapshot.withLock { $0 = nil }
        output.showBlock([])
    }
}
