import Foundation
import RivyaRuns
import RivyaSyntax
import RivyaTerminal
import Synchronization

/// Where `--events` writes: one JSON object for each event, on a line of its own, as it happens
/// (`Documentation/Events.md`).
///
/// A line is handed to the system in one piece. A log that cannot be written any more does not end a run.
final class EventLog: Sendable {
    private enum Target {
        case output(TerminalOutput)
        case file(FileHandle)
    }

    private struct State {
        var target: Target
        var hasFailed = false
    }

    /// Where results that are no events go: the standard output belongs to the events where they go there.
    let results: TerminalOutput.Stream
    private let state: Mutex<State>
    private let surroundings: Surroundings

    /// - Parameter path: a file that is appended to, so that a resumed run goes on in it; `-` for the standard output.
    init(path: String, in surroundings: Surroundings) throws {
        self.surroundings = surroundings
        if path == "-" {
            results = .error
            state = Mutex(State(target: .output(surroundings.output)))
            return
        }
        let target = surroundings.absolute(path)
        let descriptor = open(target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandProblem(
                message: "the events cannot be written to `\(path)`: \(String(cString: strerror(errno)))",
                help: "its folder must be there; `--events -` writes to the standard output")
        }
        results = .output
        state = Mutex(State(target: .file(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))))
    }

    /// - Parameter expected: how many jobs there will be, where that is known.
    func begin(run: String, script: String?, expected: Int?) {
        write(
            event("run_started", run, seconds: 0) + [
                .init("script", .optional(script)), .init("jobs", .optional(expected)),
                .init("version", .string(Version.text)),
            ])
    }

    func append(_ event: RunEvent, run: String) { write(event.json(run: run)) }

    func end(_ report: RunReport, exitCode: ExitCode) {
        let charges = ChargeSums(report.jobs.flatMap { $0.earlierCharges + [$0.charge] })
        let counts = JobStatus.allCases.compactMap { status in
            let count = report.count(status)
            return count == 0 ? nil : JSONValue.Member(status.rawValue, .optional(count))
        }
        write(
            event("run_ended", report.run, seconds: report.seconds) + [
                .init("exit_code", .optional(Int(exitCode.rawValue))), .init("jobs", .object(counts)),
                .init("credits", charges.json), .init("resumable", .bool(report.isResumable)),
            ])
    }

    private func event(_ name: String, _ run: String, seconds: Double) -> [JSONValue.Member] {
        [
            .init("v", .optional(RunEvent.version)), .init("event", .string(name)),
            .init("seconds", .milliseconds(seconds)), .init("run", run.isEmpty ? .null : .string(run)),
        ]
    }

    private func write(_ members: [JSONValue.Member]) { write(.object(members)) }

    private func write(_ json: JSONValue) {
        let line = json.text + "\n"
        let failed = state.withLock { state in
            switch state.target {
            case .output(let output):
                output.write(line)
                return false
            case .file(let file):
                if state.hasFailed { return false }
                do { try file.write(contentsOf: Data(line.utf8)) } catch { state.hasFailed = true }
                return state.hasFailed
            }
        }
        if failed { surroundings.warn("the events cannot be written any more; the run goes on") }
    }
}
