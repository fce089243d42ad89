import RivyaCatalog
import Dispatch
import Foundation
import RivyaTerminal

/// `rivya` alone, and `rivya -e TEXT`: a session on the terminal, from a pipe, or with a text.
package struct REPLCommand: Sendable {
    package var options: ScriptOptions
    package var baseURL: String?
    package var isSimulated = false
    /// Consent to spend what statements cost.
    package var isAgreed = false
    /// A ledger that cannot be used is set aside: see `Ledger.startAnew`.
    package var startsNewLedger = false
    /// Statements to carry out instead of those that are read, as UTF-8.
    package var text: [UInt8]?

    package init(options: ScriptOptions) {
        self.options = options
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        if let code = surroundings.refuseConfiguration() { return code }
        let home = StateFolder.find(home: options.home, in: surroundings)
        let source = CatalogSource.load(from: options.usesBundledCatalog ? nil : home)
        source.warnings.forEach { surroundings.warn($0) }
        let jobs = SessionJobs()
        let vocabulary = SessionVocabulary(jobs: jobs)
        let reader: any LineReader
        if let text {
            reader = TextReader(text)
        } else {
            reader = LineEditor.reader(
                on: surroundings.output,
                configuration: .init(
                    historyPath: home.path + "/history",
                    completer: StatementCompleter(
                        metaCommands: MetaCommand.all.map { MetaCommandName($0) }, folder: surroundings.workingFolder,
                        catalog: { source.catalog }, names: { vocabulary.names })))
        }
        let output = surroundings.output
        do {
            return try await converse(
                reader: reader, vocabulary: vocabulary, catalog: source.catalog, home: home, in: surroundings,
                confirmation: { question in await Confirmation(output: output).ask(question) })
        } catch {
            let help = [error.label, error.help].compactMap { $0 }.joined(separator: "; ")
            surroundings.fail(error.message, help: help)
            return .badInput
        }
    }

    /// A session with a reader and with somebody to ask.
    func converse(
        reader: any LineReader, vocabulary: SessionVocabulary, catalog: Catalog, home: StateFolder,
        in surroundings: Surroundings,
        confirmation: @escaping @Sendable (StyledText) async -> Confirmation.Answer
    ) async throws(CatalogProblem) -> ExitCode {
        let jobs = vocabulary.jobs
        let runs = SessionRuns(surroundings: surroundings)
        let screen = SessionScreen(
            surroundings: surroundings, reader: reader, jobs: jobs, isSimulated: isSimulated)
        let session = try Session(
            options: .init(
                script: options, account: Account(baseURL: baseURL, isSimulated: isSimulated), isAgreed: isAgreed,
                startsNewLedger: startsNewLedger,
                name: text == nil ? (reader.isInteractive ? "<repl>" : "<stdin>") : "<command line>"),
            catalog: catalog, home: home, reader: reader, vocabulary: vocabulary, screen: screen, runs: runs,
            surroundings: surroundings, confirmation: confirmation)
        async let serving: Void = runs.serve { run, events in
            await SessionNews(jobs: jobs, screen: screen).follow(run, events)
        } ended: { report in
            await session.ended(report)
        }
        let code = await SessionSignals.during(session.interruption, isInteractive: reader.isInteractive) {
            await session.talk()
        }
        await serving
        return code
    }
}
