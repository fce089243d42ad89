import Foundation
import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// A session: statements are read, planned and carried out one after the other, while their jobs go on beside them.
actor Session {
    /// How it was started.
    struct Options: Sendable {
        var script = ScriptOptions()
        var account: Account
        /// Consent to spend what statements cost.
        var isAgreed = false
        /// A ledger that cannot be used is set aside.
        var startsNewLedger = false
        /// What typed text is called in messages and in the ledger.
        var name = "<repl>"
    }

    let surroundings: Surroundings
    let options: Options
    let home: StateFolder
    let reader: any LineReader
    let floor: TerminalFloor
    let jobs: SessionJobs
    let vocabulary: SessionVocabulary
    let screen: SessionScreen
    let runs: SessionRuns
    let interpreter: SessionInterpreter
    let interruption = Interruption()
    var account: Account
    /// The run that takes this session's jobs; nil until there are any.
    var open: SessionRuns.Open?
    /// Statements as they were typed, for `:history` and `:edit`.
    var typed: [String] = []
    private var hasHome = false

    init(
        options: Options, catalog: Catalog, home: StateFolder, reader: any LineReader, vocabulary: SessionVocabulary,
        screen: SessionScreen, runs: SessionRuns, surroundings: Surroundings,
        confirmation: @escaping @Sendable (StyledText) async -> Confirmation.Answer
    ) throws(CatalogProblem) {
        self.options = options
        self.home = home
        self.reader = reader
        self.vocabulary = vocabulary
        jobs = vocabulary.jobs
        self.screen = screen
        self.runs = runs
        self.surroundings = surroundings
        account = options.account
        floor = TerminalFloor(reader: reader, confirmation: confirmation)
        interpreter = try SessionInterpreter(catalog: catalog, options: options.script, surroundings: surroundings)
    }

    /// Reads and answers until the end, and says how the program ends. Without a person in front of it the first error
    /// is the end, and the end waits for all jobs.
    func talk() async -> ExitCode {
        if screen.isInteractive { greet() }
        var input = StatementReader(floor: floor, screen: screen) { [vocabulary] in vocabulary.goOn(after: $0) }
        var code = ExitCode.success
        reading: while true {
            screen.tellNews()
            let answer: ExitCode?
            do {
                switch try await input.next() {
                case .statement(let text, let linesBefore): answer = await answerStatement(text, after: linesBefore)
                case .malformed(let bytes, let linesBefore):
                    let place = [UInt8](repeating: 0x0A, count: screen.isInteractive ? 0 : linesBefore)
                    answer = await evaluate(SourceFile(name: options.name, bytes: place + bytes), path: nil)
                case .command(let line):
                    remember(line)
                    answer = await answerCommand(MetaCommand.spoken(line) ?? line)
                case .dropped: answer = nil
                case .end:
                    if await isLeavingAgreed() { break reading }
                    answer = nil
                }
            } catch {
                code = .terminated
                break
            }
            if isLeaving {
                if await isLeavingAgreed() { break }
                isLeaving = false
            }
            guard let answer, answer != .success, !screen.isInteractive else { continue }
            code = answer
            break
        }
        return await leave(code)
    }

    /// `:quit` was typed.
    var isLeaving = false

    private func answerStatement(_ text: String, after lines: Int) async -> ExitCode? {
        guard !text.allSatisfy(\.isWhitespace) else { return nil }
        remember(text)
        // So that messages name the lines of what was piped in.
        let place = screen.isInteractive ? "" : String(repeating: "\n", count: lines)
        return await evaluate(SourceFile(name: options.name, text: place + text), path: nil)
    }

    /// Keeps a statement for the arrow keys and for the next session.
    private func remember(_ text: String) {
        var text = text
        while text.last == "\n" { text.removeLast() }
        if text.first != ":" { typed.append(text) }
        guard screen.isInteractive else { return }
        if !hasHome {
            hasHome = true
            do {
                try home.create()
            } catch {
                surroundings.warn(error.message)
            }
        }
        reader.remember(text)
    }

    // MARK: - Beginning and end

    private func greet() {
        screen.output.print(
            StyledText("rivya \(Version.text)", .bold) + StyledText(": `:help` explains, ^D leaves", .dim))
        guard !account.isSimulated, !ServiceConnection.hasKey(account.baseURL, in: surroundings) else { return }
        screen.output.print([
            "There is no API key yet, and nothing is needed to try everything: type `:simulate on`.",
            "A copy of the service inside this program then answers, with files that play and without credits.",
            "Then type `gen z-image \"a paper boat at dawn\"`, and `:help` for more.",
        ])
    }

    private func leave(_ code: ExitCode) async -> ExitCode {
        var code = code
        if let run = open?.run {
            let isLeft = screen.isInteractive || code == .terminated || code == .interrupted
            // Their ends may be told before the run is closed.
            let unfinished = Set(jobs.open)
            if isLeft {
                screen.setQuiet(true)
                run.stop(.now)
            }
            let report = await close()
            if isLeft { farewell(report, unfinished) }
            if !isLeft, code == .success, let report {
                code = report.fatalCause.map { ExitCode($0) } ?? (report.isSuccess ? .success : .jobsFailed)
            }
        }
        runs.close()
        return code
    }

    /// Which jobs go on, and how to come back to them.
    ///
    /// - Parameter unfinished: the jobs that had not ended when the session was left.
    private func farewell(_ report: RunReport?, _ unfinished: Set<Int>) {
        guard let report else { return }
        let open = report.jobs.filter { [.timedOut, .interrupted, .unsaved, .unknown].contains($0.status) }
        let unsent = report.jobs.filter { $0.status == .cancelled && unfinished.contains($0.index) }
        if !open.isEmpty {
            let numbers = open.map { "\($0.index)" }.joined(separator: ", ")
            let (noun, verb, them) = open.count == 1 ? ("job", "goes", "it") : ("jobs", "go", "them")
            let flag = account.isSimulated ? " --simulate" : ""
            screen.output.print([
                StyledText("\(noun) \(numbers) \(verb) on at the service"),
                StyledText("  = help: `rivya resume \(report.run)\(flag)` fetches what becomes of \(them)"),
            ])
        }
        if !unsent.isEmpty {
            screen.output.print(
                StyledText("\(counted(unsent.count, "job")) that waited \(unsent.count == 1 ? "was" : "were") not sent")
            )
        }
    }

    // MARK: - Runs

    private var endings: [String: CheckedContinuation<RunReport?, Never>] = [:]
    private var reports: [String: RunReport] = [:]

    /// Closes the run of this session, and waits for what it still does.
    func close() async -> RunReport? {
        guard let run = open?.run else { return nil }
        open = nil
        run.finish()
        if let report = reports.removeValue(forKey: run.id) { return report }
        return await withCheckedContinuation { endings[run.id] = $0 }
    }

    func ended(_ report: RunReport) {
        LostLedger.tell(of: report, runs: [report.run], in: surroundings)
        guard let waiting = endings.removeValue(forKey: report.run) else {
            reports[report.run] = report
            return
        }
        waiting.resume(returning: report)
    }
}
