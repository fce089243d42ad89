import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import Synchronization

/// What a session knows of its jobs: how far each has come, what it cost, and which ends were not told yet.
final class SessionJobs: Sendable {
    struct Entry: Sendable {
        var request: JobRequest
        /// In a word or two, until there is a report.
        var state = "waiting"
        var taskID: String?
        /// The run that it belongs to.
        var run: String?
        /// Nothing was sent for it so far, and leaving drops it.
        var isUnsent = true
        /// Its card was shown: an end is told behind it.
        var isShown = true
        var startedAt: ContinuousClock.Instant?
        var report: JobReport?

        /// What the job has cost so far, or will most likely cost.
        var credits: Number {
            guard let report else { return request.request.model.baseCredits }
            return report.spent
        }

        var stateText: String { report?.status.rawValue.replacing("_", with: " ") ?? state }
    }

    private struct State {
        /// By number, from 1.
        var entries: [Int: Entry] = [:]
        var open = 0
        var news: [Int] = []
        var wave = JobWave()
        var spent = Number.whole(0)
    }

    private let state = Mutex(State())

    /// - Parameter isShown: false for a job whose card comes later: its end then waits for `show`.
    func add(_ request: JobRequest, run: String? = nil, isShown: Bool = true) {
        state.withLock { state in
            state.entries[request.index] = Entry(request: request, run: run, isShown: isShown)
            if state.open == 0, state.news.isEmpty { state.wave = JobWave() }
            state.wave.add()
            state.open += 1
        }
    }

    /// The cards of these jobs were shown.
    func show(_ requests: [JobRequest]) {
        state.withLock { state in
            for request in requests { state.entries[request.index]?.isShown = true }
        }
    }

    /// Notes how a job is doing. Its end may come first by another way.
    func take(_ event: RunEvent) {
        guard let job = event.job else { return }
        if case .finished(let report) = event.kind { return end(report) }
        state.withLock { state in
            guard state.entries[job] != nil, state.entries[job]?.report == nil else { return }
            switch event.kind {
            case .submitting, .submitted, .attached, .progress, .downloading: state.entries[job]?.isUnsent = false
            default: break
            }
            switch event.kind {
            case .planned, .saved: return
            case .attached: state.entries[job]?.state = "attached"
            case .uploading: state.entries[job]?.state = "uploading"
            case .submitting:
                state.entries[job]?.state = "submitting"
                state.entries[job]?.startedAt = .now
            case .submitted(let taskID, _):
                state.entries[job]?.state = "queued"
                state.entries[job]?.taskID = taskID
            case .progress(let status): state.entries[job]?.state = TerminalText.safe(status)
            case .retrying(let operation, _, _): state.entries[job]?.state = "\(operation) again"
            case .downloading: state.entries[job]?.state = "downloading"
            case .tryingAgain, .replayed: state.entries[job]?.state = "trying again"
            default: return
            }
        }
    }

    /// Notes the ends that a run knows already, whether or not their events were read.
    func collect(from run: Run) {
        for job in open {
            if let report = run.outcome(of: job) { end(report) }
        }
    }

    private func end(_ report: JobReport) {
        state.withLock { state in
            guard state.entries[report.index] != nil, state.entries[report.index]?.report == nil else { return }
            state.entries[report.index]?.report = report
            state.open -= 1
            state.news.append(report.index)
            state.spent = state.spent + report.spent
        }
    }

    /// What is to be told of the jobs that have ended since this was asked last.
    func takeNews() -> [JobWave.News] {
        state.withLock { state in
            let due = state.news.compactMap { state.entries[$0] }.filter(\.isShown)
            state.news.removeAll { state.entries[$0]?.isShown == true }
            return state.wave.news(of: due, open: state.open)
        }
    }

    subscript(job: Int) -> Entry? { state.withLock { $0.entries[job] } }

    var all: [Entry] { state.withLock { $0.entries.sorted { $0.key < $1.key }.map(\.value) } }

    /// The numbers from one on. Jobs are numbered from 1 without gaps.
    func numbers(from first: Int) -> [Int] { Array(first..<max(first, count + 1)) }

    var count: Int { state.withLock { $0.entries.count } }

    /// The numbers of jobs that have not ended.
    var open: [Int] { state.withLock { $0.entries.filter { $0.value.report == nil }.keys.sorted() } }

    /// How many wait to be sent.
    var unsentCount: Int { state.withLock { $0.entries.values.count { $0.report == nil && $0.isUnsent } } }

    /// How many have not ended.
    var openCount: Int { state.withLock { $0.open } }

    /// What was charged or reserved for the jobs that have ended.
    var spent: Number { state.withLock { $0.spent } }

    /// What the session has spent, with the base prices of the jobs that have not ended.
    var committed: Number {
        state.withLock { $0.entries.values.reduce(.whole(0)) { $0 + $1.credits } }
    }
}

extension JobReport {
    /// What the service said that it took or holds back, over all tries.
    var spent: Number {
        (earlierCharges + [charge]).reduce(.whole(0)) { sum, charge in
            switch charge {
            case .charged(let credits), .reserved(let credits): sum + credits
            case .notCharged, .refunded, .unknown: sum
            }
        }
    }
}
