import Foundation
import RivyaClient
import RivyaLedger
import RivyaRuns
import RivyaTerminal

/// `rivya resume [RUN]`: takes up every job that an earlier run left open. It asks again where no answer was seen, with
/// the same key, waits for tasks that go on, and fetches what is done. Nothing is paid twice.
package struct ResumeCommand: Sendable {
    /// nil for the open jobs of all runs.
    package var run: String?
    package var home: String?
    package var baseURL: String?
    package var isSimulated: Bool

    package init(run: String?, home: String?, baseURL: String?, isSimulated: Bool) {
        self.run = run
        self.home = home
        self.baseURL = baseURL
        self.isSimulated = isSimulated
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        if let code = surroundings.refuseConfiguration() { return code }
        let home = StateFolder.find(home: home, from: surroundings.workingFolder, in: surroundings)
        let account = Account(baseURL: baseURL, isSimulated: isSimulated)
        let state = account.state(in: home)
        do {
            guard let store = try state.existingLedger() else {
                surroundings.output.print("nothing was ever run here: \(state.path) has no ledger", to: .error)
                return .success
            }
            if let run, try await !store.runs(limit: .max).contains(where: { $0.id == run }) {
                surroundings.fail(
                    "there is no run `\(run)`", help: "leave the run out to take up the open jobs of all runs")
                return .badInput
            }
            return try await account.connect(in: surroundings, state: state) { connection in
                try await resume(store, connection, surroundings)
            }
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func resume(
        _ store: Ledger, _ connection: ServiceConnection, _ surroundings: Surroundings
    ) async throws -> ExitCode {
        let settings = RunSettings(
            surroundings.configuration.settings, isSimulated: isSimulated, outputRoot: surroundings.workingFolder)
        let resumption = try await Run.resume(
            run: run, settings: settings, service: connection.service, media: connection.media, store: store)
        let watched = try await WatchedRun.carryOut(resumption, expected: 0, in: surroundings) {}
        guard !watched.report.jobs.isEmpty else {
            surroundings.output.print("nothing is open", to: .error)
            return watched.exitCode
        }
        watched.showTable(in: surroundings)
        if watched.report.isResumable {
            surroundings.output.print("run `rivya resume` again to fetch what is still open", to: .error)
        }
        return watched.exitCode
    }
}
