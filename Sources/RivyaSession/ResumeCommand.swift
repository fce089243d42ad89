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
    /// Sends requests whose answer was never seen again, though they may be paid for.
    package var repeatsUnknown = false
    /// From `--allow-write`.
    package var writableFolders: [String] = []

    package init(run: String?, home: String?, baseURL: String?, isSimulated: Bool) {
        self.run = run
        self.home = home
        self.baseURL = baseURL
        self.isSimulated = isSimulated
    }

    /// The command that finishes what a run left open, to be typed where that run was started.
    static func line(
        run: String, isSimulated: Bool, baseURL: String?, home: StateFolder, options: ScriptOptions,
        in surroundings: Surroundings
    ) -> String {
        var words = ["rivya", "resume", run]
        if isSimulated { words.append("--simulate") }
        if let baseURL { words += ["--base-url", baseURL] }
        // The state of a script elsewhere is not what `resume` would find by itself.
        let found = StateFolder.find(home: nil, from: surroundings.workingFolder, in: surroundings)
        if found.path != home.path { words += ["--home", home.path] }
        for folder in options.writableFolders { words += ["--allow-write", folder] }
        return words.map(shellWord).joined(separator: " ")
    }

    private static func shellWord(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./:=@%+,".utf8.contains(byte)
            }
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
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
        var settings = RunSettings(outputRoot: surroundings.workingFolder)
        if isSimulated { settings.poll = .milliseconds(200) }
        settings.repeatsUnknown = repeatsUnknown
        settings.writableFolders = writableFolders.map { StateFolder.absolute($0, in: surroundings.workingFolder) }
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
