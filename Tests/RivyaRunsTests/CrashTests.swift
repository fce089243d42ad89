import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

/// Counts the steps of a process, over its ledger and its service, and lets it die before or after one of them: from
/// then on nothing of it has any effect, as with `kill -9`.
final class Mortality: Sendable {
    private let left: Mutex<Int>

    init(after steps: Int) { left = Mutex(steps) }

    /// False once the process is dead.
    func step() -> Bool {
        left.withLock { left in
            left -= 1
            return left >= 0
        }
    }

    var isDead: Bool { left.withLock { $0 < 0 } }
}

/// A ledger whose process may die.
struct MortalStore: RunStore {
    static let death = StoreError(.other, "dead")

    let ledger: Ledger
    let mortality: Mortality

    private func live<Answer>(_ body: () async throws(StoreError) -> Answer) async throws(StoreError) -> Answer {
        guard mortality.step() else { throw Self.death }
        let answer = try await body()
        // The change is on disk, and nobody lives to hear of it.
        guard mortality.step() else { throw Self.death }
        return answer
    }

    func begin(_ run: RunOpening) async throws(StoreError) -> String { try await ledger.begin(run) }
    func end(run: String, at time: Double) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.end(run: run, at: time) }
    }
    func outputRoots(ofRuns runs: Set<String>) async throws(StoreError) -> [String: String] {
        try await ledger.outputRoots(ofRuns: runs)
    }
    func claim(_ claim: CellClaim) async throws(StoreError) -> ClaimAnswer {
        try await live { () async throws(StoreError) in try await ledger.claim(claim) }
    }
    func intend(_ job: StoredJobID, _ intent: Intent, at time: Double) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.intend(job, intent, at: time) }
    }
    func attempted(_ job: StoredJobID, error: ServiceError, at time: Double) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.attempted(job, error: error, at: time) }
    }
    func accepted(
        _ job: StoredJobID, task: TaskReport, isShared: Bool, at time: Double
    ) async throws(StoreError) {
        try await live { () async throws(StoreError) in
            try await ledger.accepted(job, task: task, isShared: isShared, at: time)
        }
    }
    func observed(_ job: StoredJobID, task: TaskReport, charge: Charge, at time: Double) async throws(StoreError) {
        try await live { () async throws(StoreError) in
            try await ledger.observed(job, task: task, charge: charge, at: time)
        }
    }
    func stored(_ job: StoredJobID, file: StoredFile, at time: Double) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.stored(job, file: file, at: time) }
    }
    func ended(_ job: StoredJobID, _ ending: JobEnding, at time: Double) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.ended(job, ending, at: time) }
    }
    func record(_ jobs: [(claim: CellClaim, ending: JobEnding)]) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.record(jobs) }
    }
    func letGo(_ job: StoredJobID) async throws(StoreError) {
        try await live { () async throws(StoreError) in try await ledger.letGo(job) }
    }
    func adopt(identity: String, run: String?, repeatsUnknown: Bool) async throws(StoreError) -> [StoredJob] {
        try await ledger.adopt(identity: identity, run: run, repeatsUnknown: repeatsUnknown)
    }
    func upload(
        identity: String, sha256: String, mimeType: String, within times: ClosedRange<Double>
    ) async throws(StoreError)
        -> UploadedFile?
    {
        try await ledger.upload(identity: identity, sha256: sha256, mimeType: mimeType, within: times)
    }
    func remember(
        upload: UploadedFile, identity: String, sha256: String, mimeType: String, at time: Double
    ) async throws(StoreError) {
        try await live { () async throws(StoreError) in
            try await ledger.remember(
                upload: upload, identity: identity, sha256: sha256, mimeType: mimeType, at: time)
        }
    }
    func durations(identity: String, model: String) async throws(StoreError) -> [Double] {
        try await ledger.durations(identity: identity, model: model)
    }
    func price(identity: String, group: String) async throws(StoreError) -> Number? {
        try await ledger.price(identity: identity, group: group)
    }
}

/// A service whose caller may die before the call, or after its effect.
struct MortalService: Service, Media {
    let service: ScriptedService
    let mortality: Mortality
    var identity: String { service.identity }

    private func live<Answer>(_ body: () async throws(ServiceError) -> Answer) async throws(ServiceError) -> Answer {
        guard mortality.step() else { throw ServiceError(.cancelled, "dead") }
        let answer = try await body()
        guard mortality.step() else { throw ServiceError(.cancelled, "dead") }
        return answer
    }

    func create(body: [UInt8], idempotencyKey: String) async throws(ServiceError) -> TaskReport {
        try await live { () async throws(ServiceError) in
            try await service.create(body: body, idempotencyKey: idempotencyKey)
        }
    }
    func credits() async throws(ServiceError) -> Number { try await service.credits() }
    func task(id: String) async throws(ServiceError) -> TaskReport {
        try await live { () async throws(ServiceError) in try await service.task(id: id) }
    }
    func upload(path: String, name: String, type: MediaType, model: String) async throws(ServiceError) -> UploadedFile {
        try await live { () async throws(ServiceError) in
            try await service.upload(path: path, name: name, type: type, model: model)
        }
    }
    func download(
        url: String, to partPath: String, isContinued: Bool
    ) async throws(ServiceError) -> Download {
        try await live { () async throws(ServiceError) in
            try await service.download(url: url, to: partPath, isContinued: isContinued)
        }
    }
}

struct CrashTests {
    private func sweep(_ workshop: borrowing Workshop) throws -> [JobSpecification] {
        let image = try workshop.image("img.png", "one")
        return try [
            Workshop.job(1, "a", references: [image]),
            Workshop.job(2, "b"),
            Workshop.job(3, "c", references: [.job(2)]),
        ]
    }

    /// - Returns: true where the process survived.
    private func live(_ workshop: borrowing Workshop, _ service: ScriptedService, steps: Int) async throws -> Bool {
        let mortality = Mortality(after: steps)
        let mortal = MortalService(service: service, mortality: mortality)
        var settings = workshop.settings
        settings.timeout = .seconds(30)
        // The ledger goes out of scope here, and with it the lock that says that its process lives.
        let run = try await Run.begin(
            script: "s", settings: settings, service: mortal, media: mortal,
            store: MortalStore(ledger: workshop.ledger(), mortality: mortality), clock: workshop.clock,
            jitter: { 0.5 })
        for job in try sweep(workshop) { run.submit(job) }
        run.finish()
        _ = await run.carryOut()
        return !mortality.isDead
    }

    /// Whatever the step at which the process dies, running the script again pays each cell once.
    @Test func everyCrashIsRepaired() async throws {
        var steps = 0
        while true {
            let workshop = try Workshop()
            let service = ScriptedService()
            let survived = try await live(workshop, service, steps: steps)
            let report = try await workshop.run(try sweep(workshop), service)
            #expect(report.isSuccess, "died after \(steps) steps")
            #expect(service.taskCount == 3, "died after \(steps) steps")
            for job in report.jobs {
                let path = try #require(job.files.first)
                #expect(try workshop.text(of: path) == ScriptedService.content(of: job.urls[0]))
            }
            if survived { break }
            steps += 1
        }
        #expect(steps > 40)
    }

    /// The same, with `resume` before the script is run again: nothing that was sent is forgotten.
    @Test func resumeFinishesWhatWasSent() async throws {
        for steps in stride(from: 0, to: 60, by: 3) {
            let workshop = try Workshop()
            let service = ScriptedService()
            _ = try await live(workshop, service, steps: steps)
            let sent = service.taskCount
            let resumed = try await workshop.resume(service)
            let left = resumed.jobs.filter { !$0.status.isSuccess && $0.failure?.code != "unsent" }
            #expect(left.isEmpty)
            // A request whose intent was on disk may leave now; no other.
            #expect(service.taskCount - sent <= 3)
            let report = try await workshop.run(try sweep(workshop), service)
            #expect(report.isSuccess)
            #expect(service.taskCount == 3, "died after \(steps) steps")
        }
    }

    /// Whoever goes on with a job stores its result where the new run wants it.
    @Test func resultsGoWhereTheLastRunWantsThem() async throws {
        func jobs() throws -> [JobSpecification] {
            [try Workshop.job(1, "a", output: "{run}/{index}.{ext}")]
        }
        for steps in 0..<24 {
            let workshop = try Workshop()
            let service = ScriptedService(results: 2)
            let mortality = Mortality(after: steps)
            _ = try await workshop.run(
                try jobs(), service, store: MortalStore(ledger: workshop.ledger(), mortality: mortality))
            let report = try await workshop.run(try jobs(), service)
            let folder = "\(workshop.folder)/\(report.run)/"
            #expect(report.jobs[0].files == [folder + "1-1.mp4", folder + "1-2.mp4"], "died after \(steps) steps")
            #expect(service.taskCount == 1)
            for (file, url) in zip(report.jobs[0].files, report.jobs[0].urls) {
                #expect(try workshop.text(of: file) == ScriptedService.content(of: url))
            }
        }
    }

    /// Again and again, each time a little later.
    @Test func crashesInARowAreRepaired() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        for steps in 0..<30 {
            _ = try await live(workshop, service, steps: steps)
            #expect(service.taskCount <= 3)
        }
        let report = try await workshop.run(try sweep(workshop), service)
        #expect(report.isSuccess)
        #expect(service.taskCount == 3)
    }

    /// Two ledgers, as two processes have them, over one file.
    @Test func twoProcessesPayEachCellOnce() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(openPolls: 3)
        let jobs = try (1...12).map { try Workshop.job($0, "fox \($0)") }
        // Virtual time races while one process waits for the other's disk.
        var settings = workshop.settings
        settings.timeout = .seconds(100_000_000)
        let first = try workshop.ledger()
        let second = try workshop.ledger()
        let runs = try await [first, second].asyncMap { ledger in
            try await Run.begin(
                script: "s", settings: settings, service: service, media: service, store: ledger,
                clock: workshop.clock)
        }
        for run in runs {
            for job in jobs { run.submit(job) }
            run.finish()
        }
        async let one = runs[0].carryOut()
        async let two = runs[1].carryOut()
        let reports = await [one, two]
        #expect(reports[0].isSuccess)
        #expect(reports[1].isSuccess)
        #expect(service.taskCount == 12)
        let paid = reports.flatMap(\.jobs).count { $0.status == .succeeded }
        #expect(paid == 12)
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
