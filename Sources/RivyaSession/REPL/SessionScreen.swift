import RivyaLanguage
import RivyaSyntax
import RivyaTerminal
import Synchronization

/// What a session shows: values, cards, announcements, and the prompt that goes with them.
final class SessionScreen: Sendable {
    private struct State {
        var isSimulated: Bool
        var isContinuing = false
        /// Ends of jobs are not told: an editor has the terminal, or the session is being left.
        var isQuiet = false
        var shownPrompt = ""
    }

    let output: TerminalOutput
    let jobs: SessionJobs
    let symbols: SessionSymbols
    let workingFolder: String
    /// A person sits in front of it.
    let isInteractive: Bool
    /// Where the session tells of its work. Without a person in front of it, the standard output holds what statements
    /// print and show, and nothing else.
    var notices: TerminalOutput.Stream { isInteractive ? .output : .error }
    private let reader: any LineReader
    private let state: Mutex<State>
    /// Held while ends are told, so that none is told twice or out of order, and none after the prompt that follows it.
    private let telling = Mutex(())

    init(surroundings: Surroundings, reader: any LineReader, jobs: SessionJobs, isSimulated: Bool) {
        output = surroundings.output
        workingFolder = surroundings.workingFolder
        symbols = SessionSymbols(environment: surroundings.environment)
        isInteractive = reader.isInteractive
        self.reader = reader
        self.jobs = jobs
        state = Mutex(State(isSimulated: isSimulated))
    }

    func setSimulated(_ isSimulated: Bool) { state.withLock { $0.isSimulated = isSimulated } }

    func setQuiet(_ isQuiet: Bool) {
        state.withLock { $0.isQuiet = isQuiet }
        if !isQuiet { tellNews() }
    }

    // MARK: - Prompts

    func prompt(isContinuing: Bool) -> StyledText {
        let main = mainPrompt
        state.withLock { state in
            state.isContinuing = isContinuing
            state.shownPrompt = main.plain
        }
        guard isContinuing else { return main }
        // libedit wants plain text behind the last code of a prompt.
        return StyledText(String(repeating: " ", count: max(0, main.width - 4)) + "...", .dim) + " "
    }

    /// `rivya 2▸ 70 cr > `: running jobs, and what this session has spent.
    private var mainPrompt: StyledText {
        var prompt = StyledText("rivya", .bold)
        if state.withLock({ $0.isSimulated }) { prompt += StyledText(" sim", .magenta) }
        let running = jobs.openCount
        if running > 0 { prompt += StyledText(" \(running)\(symbols.running)", .yellow) }
        let spent = jobs.spent
        if !spent.isZero { prompt += StyledText(" \(spent) cr", .dim) }
        return prompt + (running > 0 || !spent.isZero ? " > " : "> ")
    }

    /// Brings the prompt of the line that is being edited up to date.
    func refreshPrompt() {
        guard let editor = reader as? LineEditor else { return }
        let prompt = mainPrompt
        let isOld = state.withLock { state in
            guard !state.isContinuing, state.shownPrompt != prompt.plain else { return false }
            state.shownPrompt = prompt.plain
            return true
        }
        if isOld { editor.replacePrompt(prompt) }
    }

    // MARK: - News

    /// Tells of the jobs that have ended.
    func tellNews() {
        telling.withLock { _ in
            guard !state.withLock({ $0.isQuiet }) else { return }
            let lines = jobs.takeNews().compactMap { news in
                switch news {
                case .ended(let job): card.announcement(of: job)
                case .sum(let sum): card.announcement(of: sum)
                }
            }
            output.print(lines, to: notices)
        }
        refreshPrompt()
    }

    /// What concerns all jobs.
    func tell(_ text: StyledText) {
        telling.withLock { _ in output.print(text, to: notices) }
    }

    // MARK: - Values

    private var card: JobCard { JobCard(columns: output.columns(), workingFolder: workingFolder, symbols: symbols) }

    /// Shows jobs that were made just now.
    func show(new requests: [JobRequest]) {
        output.print(card.lines(ofNew: requests.compactMap { jobs[$0.index] }), to: notices)
    }

    func show(_ value: Value) {
        let jobs = value.jobIndexes.sorted().compactMap { self.jobs[$0] }
        if case .job = value, let job = jobs.first {
            output.print(card.lines(of: job))
        } else if case .list(let list) = value, !jobs.isEmpty, jobs.count == list.items.count {
            output.print(card.list(of: jobs))
        } else {
            output.print(ValueLayout(columns: output.columns(), ellipsis: symbols.ellipsis).lines(of: value))
        }
    }
}
