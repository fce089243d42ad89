/// Lays a snapshot out as the few lines of the live display. Pure: the same input gives the same lines.
struct ProgressFrame {
    var snapshot: ProgressSnapshot
    var elapsed: Duration
    var now: ContinuousClock.Instant
    var columns: Int
    /// The most lines the display may take, the summary included.
    var rows: Int

    private static let mostActivities = 6
    private static let barWidth = 20

    func lines() -> [StyledText] {
        // One column stays free: a terminal that is filled to the last one may have wrapped already.
        let width = max(1, columns - 1)
        return ([summary] + activityLines(width: width)).prefix(max(1, rows)).map { $0.truncated(to: width) }
    }

    private var summary: StyledText {
        var parts: [StyledText] = ["\("\(snapshot.finished)/\(snapshot.total)", .bold) done"]
        func count(_ number: Int, _ word: String, _ style: TextStyle = .plain) {
            if number > 0 { parts.append("\("\(number) \(word)", style)") }
        }
        count(snapshot.cached, "cached", .dim)
        count(snapshot.running, "running", .cyan)
        count(snapshot.queued, "queued")
        count(snapshot.failed, "failed", .red)
        count(snapshot.skipped, "skipped", .yellow)
        count(snapshot.unsent, "not sent", .yellow)
        if let credits = snapshot.credits { parts.append("\(credits) \(credits == "1" ? "credit" : "credits")") }
        parts.append("\(elapsed.clockText)")
        if let remaining = snapshot.estimatedRemaining(after: elapsed) {
            parts.append("\("about \(remaining.clockText) left", .dim)")
        }
        if let remark = snapshot.remark { parts.append("\(remark, .yellow)") }

        var line = columns >= 60 ? bar + " " : StyledText()
        for (index, part) in parts.enumerated() {
            if index > 0 { line.append(" · ", .dim) }
            line.append(part)
        }
        return line
    }

    private var bar: StyledText {
        let total = max(1, snapshot.total)
        func cells(_ count: Int) -> Int { min(Self.barWidth, count * Self.barWidth / total) }
        let done = cells(snapshot.finished)
        let running = min(Self.barWidth - done, cells(snapshot.finished + snapshot.running) - done)
        var bar = StyledText(String(repeating: "█", count: done), snapshot.failed > 0 ? .yellow : .green)
        bar.append(String(repeating: "▒", count: max(0, running)), .cyan)
        bar.append(String(repeating: "░", count: Self.barWidth - done - max(0, running)), .dim)
        return bar
    }

    private func activityLines(width: Int) -> [StyledText] {
        let room = min(Self.mostActivities, rows - 1)
        guard room > 0 else { return [] }
        let fits = snapshot.activities.count <= room
        let shown = snapshot.activities.prefix(fits ? room : room - 1)
        var lines = shown.map { activity -> StyledText in
            let age = activity.since.duration(to: now).clockText
            let tail: StyledText = "  \(activity.state, .dim) \(age, .dim)"
            let label = activity.label.singleLine.truncated(to: max(8, width - 2 - tail.width))
            return "  " + label + tail
        }
        if !fits { lines.append("  \("and \(snapshot.activities.count - shown.count) more", .dim)") }
        return lines
    }
}

extension Duration {
    /// `0:07`, `12:30`, `1:02:09`: whole seconds, for people.
    package var clockText: String {
        let seconds = max(0, Int(components.seconds))
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = seconds / 60
        if minutes < 60 { return "\(minutes):\(padded(seconds % 60))" }
        return "\(minutes / 60):\(padded(minutes % 60)):\(padded(seconds % 60))"
    }
}
