import Foundation
import RivyaCatalog
import RivyaClient
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya resume [RUN]`: takes up every job that an earlier run left open. It asks again where no answer was seen, with
/// the same key, waits for tasks that go on, and fetches what is done. Nothing is paid twice.
package struct ResumeCommand: Sendable {
    /// nil for the open jobs of all runs.
    package var run: String?
    package var home: String?
    package var baseURL: String?
    package var isSimulated: Bool
    /// Keeps the pages of the runs whose jobs are taken up.
    package var keepsGallery = true
    /// Where `--events` writes; `-` is the standard output.
    package var events: String?
    /// Sends requests whose answer was never seen again, though they may be paid for.
    package var repeatsUnknown = false
    /// Jobs whose results are taken as they are, as people name them.
    package var accepted: [String] = []
    /// From `--allow-write`.
    package var writableFolders: [String] = []
    /// Where results of these runs go from now on, instead of below the folders that they were started in.
    package var newFolder: String?
    /// Keys that earlier jobs were sent with are of the same account: see `AccountCheck`.
    package var isSameAccount = false

    package init(run: String?, home: String?, baseURL: String?, isSimulated: Bool) {
        self.run = run
        self.home = home
        self.baseURL = baseURL
        self.isSimulated = isSimulated
    }

    /// The command that finishes what a run left open, to be typed in the same folder.
    static func line(
        run: String?, isSimulated: Bool, baseURL: String?, home: StateFolder, writableFolders: [String],
        in surroundings: Surroundings
    ) -> String {
        var words = ["rivya", "resume"]
        if let run { words.append(run) }
        if isSimulated { words.append("--simulate") }
        if let baseURL { words += ["--base-url", baseURL] }
        // The state of a script elsewhere is not what `resume` would find by itself.
        let found = StateFolder.find(home: nil, in: surroundings)
        if found.path != home.path { words += ["--home", home.path] }
        for folder in writableFolders { words += ["--allow-write", folder] }
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
        if let code = surroundings.refuseConfiguration() { return code }
        let home = StateFolder.find(home: home, in: surroundings)
        let account = Account(baseURL: baseURL, isSimulated: isSimulated)
        let state = account.state(in: home)
        do {
            guard let store = try state.existingLedger() else {
                // Throws, with what to do about it.
                _ = try Records.open(home: self.home, isSimulated: isSimulated, in: surroundings)
                return .success
            }
            var id: String?
            if let run {
                id = try await Records(reader: store.history, flags: isSimulated ? " --simulate" : "").runID(run)
            }
            let named = id
            return try await account.connect(in: surroundings, state: state) { connection in
                store.close()
                let store = try Ledger(folder: state.path, credential: connection.credential)
                defer { store.close() }
                return try await resume(named, home, state, store, connection, surroundings)
            }
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func resume(
        _ run: String?, _ home: StateFolder, _ state: StateFolder, _ store: Ledger, _ connection: ServiceConnection,
        _ surroundings: Surroundings
    ) async throws -> ExitCode {
        let log = try events.map { try EventLog(path: $0, in: surroundings) }
        // Before they are taken up: afterwards they may be open no more.
        let all = try await store.history.runs(limit: .max).filter { $0.openCount > 0 && (run == nil || $0.id == run) }
        let open = all.filter { $0.identity == connection.service.identity }
        showStanding(of: open, surroundings)
        for other in all where other.identity != connection.service.identity {
            surroundings.output.print(
                StyledText(
                    "run \(other.id): \(counted(other.openCount, "job")) open at another service: "
                        + "`--base-url \(TerminalText.safe(other.identity))` takes them up"), to: .error)
        }
        try await checkFolders(of: open, store, surroundings)
        let bound =
            isSimulated
            ? []
            : try await store.history.boundJobs(
                identity: connection.service.identity, run: run, repeatsUnknown: repeatsUnknown)
        let foreign = try await AccountCheck(isAgreed: isSameAccount).settle(bound, in: state, connection, surroundings)
        if !foreign.isEmpty { AccountCheck.refuse(foreign, surroundings) }
        var settings = RunSettings(
            surroundings.configuration.settings, isSimulated: isSimulated, outputRoot: surroundings.workingFolder)
        settings.repeatsUnknown = repeatsUnknown
        settings.writableFolders = writableFolders.map(surroundings.absolute)
        let catalog = CatalogSource.load(from: home).catalog
        settings.resultKind = { catalog[$0]?.resultKind }
        settings.refusedFolder = (isSimulated ? home.simulated : home).refusedResults
        settings.accepted = try await rowsOfAccepted(store, surroundings)
        let resumption = Run.resumption(
            run: run, settings: settings, service: connection.service, media: connection.media, store: store)
        let gallery =
            keepsGallery ? LiveGallery(runs: open.map(\.id), store: store, catalog: catalog, plan: nil) : nil
        log?.begin(run: run ?? "", script: nil, expected: nil)
        let watched = try await WatchedRun.carryOut(
            resumption, expected: 0, log: log, gallery: gallery, in: surroundings
        ) { () async -> StoreError? in
            // While somebody watches, who would not learn of the jobs otherwise.
            do throws(StoreError) {
                try await resumption.recover(run: run)
                return nil
            } catch {
                return error
            }
        }
        if let error = watched.ending { throw error }
        // The others were finished, as far as that was possible.
        let isDone = [.success, .jobsFailed].contains(watched.exitCode)
        let code = !foreign.isEmpty && isDone ? .noAccess : watched.exitCode
        log?.end(watched.report, exitCode: code)
        guard !watched.report.jobs.isEmpty else {
            if foreign.isEmpty {
                surroundings.output.print(all.isEmpty ? "nothing is open" : "nothing is open here", to: .error)
            }
            return code
        }
        watched.showTable(in: surroundings, on: log?.results ?? .output)
        LostLedger.tell(of: watched.report, runs: open.map(\.id), in: surroundings)
        await gallery?.showPages(in: surroundings)
        if watched.report.isResumable, watched.report.fatalCause != .ledgerLost {
            let command = Self.line(
                run: run, isSimulated: isSimulated, baseURL: baseURL, home: home, writableFolders: writableFolders,
                in: surroundings)
            surroundings.output.print(StyledText("`\(command)` again fetches what is still open"), to: .error)
        }
        return code
    }

    /// The rows of the jobs whose results are taken as they are.
    private func rowsOfAccepted(_ store: Ledger, _ surroundings: Surroundings) async throws -> Set<StoredJobID> {
        let records = Records(reader: store.history, flags: isSimulated ? " --simulate" : "")
        var rows: Set<StoredJobID> = []
        for name in accepted {
            let isNumber = name.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let job = try await records.chronicle(ofJob: run.map { isNumber ? "\($0)/\(name)" : name } ?? name).job
            guard job.state == .fetching else {
                throw CommandProblem(
                    message: "job \(job.name) has no result that waits to be taken",
                    help: "`rivya show \(job.name)\(records.flags)` tells how far it is")
            }
            rows.insert(job.stored.source ?? job.stored.id)
        }
        return rows
    }

    /// Results have a place before anything is sent or fetched.
    private func checkFolders(of runs: [StoredRun], _ store: Ledger, _ surroundings: Surroundings) async throws {
        let ids = Set(runs.map(\.id))
        if let newFolder {
            let path = surroundings.absolute(newFolder)
            guard Self.isFolder(path) else {
                throw CommandProblem(message: "`\(newFolder)` is no folder", help: "make it, or name another one")
            }
            try await store.move(runs: ids, to: path)
            return
        }
        let roots = try await store.outputRoots(ofRuns: ids)
        // The latest first, as `rivya runs` lists them.
        for run in runs {
            guard let root = roots[run.id], !Self.isFolder(root) else { continue }
            throw CommandProblem(
                message: "the folder that run \(run.id) was started in is gone: `\(root)`; nothing was sent or fetched",
                help: "make it again, or let its results go below another one with "
                    + "`rivya resume \(run.id)\(isSimulated ? " --simulate" : "") --into DIR`"
                    + (self.run == nil ? "; a run that is named is resumed alone" : ""))
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// What is open, before anything is done about it.
    private func showStanding(of runs: [StoredRun], _ surroundings: Surroundings) {
        for run in runs {
            var parts: [String] = []
            func add(_ count: Int, _ what: String) { if count > 0 { parts.append("\(count) \(what)") } }
            add(run.count(.submitting), "without an answer")
            add(run.count(.running), "at the service")
            add(run.count(.fetching), "to be fetched")
            add(run.count(.claimed), "unsent")
            add(run.count(.attached), "waiting for another run's")
            let reserved = run.charges.reserved
            let credits = reserved.isZero ? "" : ", \(counted(reserved, "credit")) reserved"
            surroundings.output.print(
                "run \(run.id): \(counted(run.openCount, "job")) open (\(parts.joined(separator: ", ")))\(credits)",
                to: .error)
        }
    }
}
