import Foundation
import Testing

/// Whole sessions, typed and shown, as files beside the tests.
///
/// `RECORD_SNAPSHOTS=1` writes what is shown into the files; the tests fail all the same: what was recorded wants to be
/// read.
@Suite struct TranscriptTests {
    @Test func thereAreManySessions() {
        #expect(Transcript.all.count >= 40)
    }

    @Test(arguments: Transcript.all)
    func aSessionShowsWhatItsTranscriptSays(_ name: String) async throws {
        let transcript = try Transcript(name)
        let workplace = try Workplace()
        for file in ["fox.png", "beep.mp3"] { try workplace.copy(Project.fixture(file), to: file) }
        try workplace.write(
            "let style = watercolor\ndef portrait(who) {\n    return gen z-image \"a $who, $style\"\n}\n",
            to: "styles.rivya")
        try workplace.write("id,prompt\na,a fox\nb,an owl\n", to: "shots.csv")
        var service: SimulatorProcess?
        if transcript.options.contains("key") { service = try await SimulatorProcess(for: workplace) }
        let shown = try await transcript.played(in: workplace)
        _ = service
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try shown.write(toFile: "\(Project.transcripts)/\(name).txt", atomically: true, encoding: .utf8)
            Issue.record("recorded \(name): read it")
        } else if shown != transcript.text {
            Issue.record("\(name) shows something else (- written, + shown):\n\(difference(transcript.text, shown))")
        }
    }

    /// The lines that differ, between those that do not.
    private func difference(_ old: String, _ new: String) -> String {
        let (old, new) = (old.components(separatedBy: "\n"), new.components(separatedBy: "\n"))
        let changes = new.difference(from: old)
        var removed: [Int: String] = [:]
        var inserted: [Int: String] = [:]
        for change in changes {
            switch change {
            case .remove(let place, let line, _): removed[place] = line
            case .insert(let place, let line, _): inserted[place] = line
            }
        }
        var lines: [String] = []
        var place = 0
        for (index, line) in old.enumerated() {
            while let added = inserted[place] {
                lines.append("+ \(added)")
                place += 1
            }
            if removed[index] != nil {
                lines.append("- \(line)")
            } else {
                lines.append("  \(line)")
                place += 1
            }
        }
        while let added = inserted[place] {
            lines.append("+ \(added)")
            place += 1
        }
        return lines.joined(separator: "\n")
    }
}
