import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// Turns what happens to a run into what is shown: a live display on a terminal, plain lines elsewhere.
struct RunProgress {
    private let display: ProgressDisplay
    private let workingFolder: String
    private var planned: Int
    private var snapshot: ProgressSnapshot
    private var active: [Int: Activity] = [:]
    /// Of jobs that are not finished.
    private var labels: [Int: JobLabel] = [:]
    private var announced = 0
    private var spent = Number.whole(0)

    private struct Activity: Sendable {
        var label: JobLabel
        var state: String
        var since: ContinuousClock.Instant
    }

    /// - Parameter expected: how many jobs the plan has.
    init(display: ProgressDisplay, expected: Int, workingFolder: String) {
        self.display = display
        self.workingFolder = workingFolder
        planned = expected
        snapshot = ProgressSnapshot(total: expected)
    }

    mutating func take(_ event: RunEvent) {
        switch event.kind {
        case .planned(let label):
            labels[label.index] = label
            announced += 1
            planned = max(planned, announced)
        case .attached: begin(event.job, "attached to another run's task")
        case .uploading(let path): begin(event.job, "uploading \(TerminalText.safe(path))")
        case .submitting: begin(event.job, "submitting")
        case .submitted(let taskID, _):
            begin(event.job, "queued")
            line(event.job, "submitted", "task \(TerminalText.safe(taskID))")
        case .progress(let status): begin(event.job, TerminalText.safe(status))
        case .priceRise(let change):
            display.announce(
                StyledText("price", .yellow)
                    + ": job \(change.job): `\(change.model)` reserved \(counted(change.reserved, "credit")), the plan said "
                    + "\(change.planned)")
        case .noReserve(let model, let planned):
            display.announce(
                StyledText("price", .yellow)
                    + ": the service does not say what it reserved for `\(model)`: \(counted(planned, "credit")) by the "
                    + "catalog count")
        case .retrying(let operation, let message, let wait):
            begin(event.job, "\(operation) again in \(wait.seconds)")
            line(event.job, "retrying", "\(operation) in \(wait.seconds): \(TerminalText.safe(message))")
        case .rateLimited(let rate):
            snapshot.remark = rate.map { "rate limited: \(Number(rounding: $0)) requests per second" }
        case .downloading: begin(event.job, "downloading")
        case .saved: break
        case .tryingAgain(_, let message):
            line(event.job, "trying again", TerminalText.safe(message))
        case .replayed(let message):
            line(event.job, "replayed", "an earlier end under the same key, passed over: \(TerminalText.safe(message))")
        case .finished(let report): if !report.isLeftByPilot { finish(report) }
        case .paused(let model, let code, let wait):
            display.announce(
                StyledText("paused", .yellow)
                    + ": \(model) for \(wait.seconds), because its jobs fail with `\(TerminalText.safe(code))`")
        case .resumed(let model): display.event(StyledText("resumed: \(model)"))
        case .fatal(_, let failure):
            var text = StyledText("stopping", [.bold, .red])
            text += StyledText(": \(TerminalText.safe(failure.message))")
            display.announce(text)
            if let help = failure.help { display.announce(StyledText("  = help: \(TerminalText.safe(help))")) }
        case .stopping(let mode):
            display.announce(
                StyledText("stopping", .yellow)
                    + (mode == .drain
                        ? ": nothing more is sent; waiting for running jobs (^C again leaves at once)"
                        : ": leaving running jobs to the service"))
        }
        refresh()
    }

    private mutating func begin(_ job: Int?, _ state: String) {
        guard let job, let label = labels[job] else { return }
        active[job] = Activity(label: label, state: state, since: active[job]?.since ?? .now)
    }

    private mutating func finish(_ report: JobReport) {
        active[report.index] = nil
        labels[report.index] = nil
        switch report.status {
        case .succeeded: snapshot.succeeded += 1
        case .cached: snapshot.cached += 1
        case .skipped: snapshot.skipped += 1
        case .cancelled: snapshot.unsent += 1
        default: snapshot.failed += 1
        }
        // A resumption learns how many jobs there are only by finishing them.
        planned = max(planned, snapshot.finished + snapshot.unsent + active.count)
        if let credits = report.credits { spent = spent + credits }
        // What was never sent is no news: the table tells of it.
        let isNews = !report.status.isSuccess && report.status != .cancelled
        guard isNews || !display.isLive else { return }
        let style: TextStyle = report.status.isSuccess ? .green : (report.status == .skipped ? .yellow : .red)
        var text = StyledText("[\(snapshot.finished + snapshot.unsent)/\(planned)] ", .dim)
        text += StyledText(report.status.rawValue, style)
        text += StyledText("  \(Self.describe(report.label))")
        if let file = report.files.first {
            text += StyledText("  \(TerminalText.safe(shownPath(file, below: workingFolder)))")
        }
        if let failure = report.failure { text += StyledText("  \(TerminalText.safe(failure.message))", .red) }
        if isNews { display.announce(text) } else { display.event(text) }
    }

    private func line(_ job: Int?, _ what: String, _ detail: String) {
        guard !display.isLive, let job, let label = labels[job] else { return }
        display.event(StyledText("job \(job) \(what)  \(Self.describe(label))  \(detail)"))
    }

    private static func describe(_ label: JobLabel) -> String {
        let axes = label.axes.map { "\($0.name)=\($0.value.plainText)" }.joined(separator: " ")
        return TerminalText.safe(
            [label.name, label.model, axes.isEmpty ? nil : axes].compactMap { $0 }.joined(separator: "  "))
    }

    private func refresh() {
        guard display.isLive else { return }
        let (snapshot, planned, spent, active) = (snapshot, planned, spent, active)
        display.update(Self.shown(snapshot, planned: planned, spent: spent, active))
    }

    private static func shown(
        _ counts: ProgressSnapshot, planned: Int, spent: Number, _ active: [Int: Activity]
    ) -> ProgressSnapshot {
        var snapshot = counts
        snapshot.total = planned - counts.unsent
        snapshot.running = active.count
        snapshot.credits = spent.description
        snapshot.activities = active.sorted { $0.key < $1.key }.map { job, work in
            ProgressSnapshot.Activity(
                label: StyledText("\(job) \(describe(work.label))"), state: work.state, since: work.since)
        }
        return snapshot
    }
}

extension Duration {
    /// In seconds, for people: `0.5 s`, `12 s`.
    fileprivate var seconds: String {
        let value = Double(components.seconds) + Double(components.attoseconds) / 1e18
        return "\(Number(rounding: value)) s"
    }
}

extension Number {
    /// A measured value to one digit behind the point.
    fileprivate init(rounding value: Double) {
        let tenths = (value * 10).rounded()
        let whole = Number.whole(tenths.isFinite && abs(tenths) < 1e15 ? Int(tenths) : 0)
        self = whole.divided(by: .whole(10)) ?? whole
    }
}

extension JSONValue {
    /// A scalar as text, strings without quotes.
    var plainText: String {
        if case .string(let text) = self { return text }
        return text
    }
}
