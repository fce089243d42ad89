import Foundation
import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Synchronization

/// The service and its media host as one value in memory, which does what a test wrote for it. It keeps idempotency
/// keys and counts what it charged, as the real one would.
final class ScriptedService: Service, Media {
    struct Task {
        var body: [UInt8]
        var key: String
        var madeAt: Double?
        var price: Number?
        var polls = 0
        var isFinal = false
    }

    /// What happens to one call.
    enum Fault {
        /// The call is carried out and its answer is lost.
        case lostAnswer
        /// The call fails without effect.
        case refused(ServiceError)
        /// The call waits until its task is cancelled.
        case hang
    }

    struct World {
        var tasks: [String: Task] = [:]
        var order: [String] = []
        var taskByKey: [String: String] = [:]
        var refusalByKey: [String: ServiceError] = [:]
        /// URLs of uploads that the service has forgotten: requests that name one are refused.
        var forgotten: Set<String> = []
        var uploads: [String] = []
        var downloads: [String] = []
        var createCalls: [(key: String, body: [UInt8])] = []
        var statusCalls = 0
        var inFlight = 0
        var mostInFlight = 0
    }

    let identity: String
    let world = Mutex(World())
    /// Polls that a task stays open for.
    let openPolls: Int
    let reserved: Number
    /// What a create reserves, by how many tasks there were before; `reserved` where nil.
    let price: (@Sendable (Int) -> Number?)?
    /// Fails the tasks whose body holds this text.
    let failing: String?
    /// What the account has.
    let balance: Number
    /// Never answers a create whose body holds this text.
    let silentFor: String?
    /// Result files of each task.
    let results: Int
    private let faults: Mutex<[String: [Fault]]>
    private let urlsExpire: Bool
    /// How many tasks fail, from the first.
    let failures: Int
    /// Says so where it repeats an answer.
    let marksReplays: Bool
    /// Tells when tasks were made, and when it answers.
    let clock: VirtualClock?
    /// Repeats a refusal under its key, whatever became of its cause.
    let keepsRefusals: Bool
    /// Results lie at their partial paths, as large ones do.
    private let writesParts: Bool
    /// Status answers that say `succeeded` before the first that names results.
    private let latePolls: Int
    /// What is sent for a URL, on which download of all; nil for the result itself.
    private let medium: @Sendable (_ url: String, _ number: Int) throws(ServiceError) -> [UInt8]?

    init(
        identity: String = "https://service.test",
        openPolls: Int = 1,
        reserved: Number = .whole(55),
        failing: String? = nil,
        silentFor: String? = nil,
        results: Int = 1,
        balance: Number = .whole(1_000_000),
        urlsExpire: Bool = false,
        failures: Int = 0,
        marksReplays: Bool = false,
        clock: VirtualClock? = nil,
        keepsRefusals: Bool = false,
        writesParts: Bool = false,
        latePolls: Int = 0,
        medium: @escaping @Sendable (_ url: String, _ number: Int) throws(ServiceError) -> [UInt8]? = {
            _, _ throws(ServiceError) in nil
        },
        faults: [String: [Fault]] = [:],
        price: (@Sendable (Int) -> Number?)? = nil
    ) {
        self.identity = identity
        self.openPolls = openPolls
        self.reserved = reserved
        self.price = price
        self.failing = failing
        self.silentFor = silentFor
        self.results = results
        self.balance = balance
        self.urlsExpire = urlsExpire
        self.failures = failures
        self.marksReplays = marksReplays
        self.clock = clock
        self.keepsRefusals = keepsRefusals
        self.writesParts = writesParts
        self.latePolls = latePolls
        self.medium = medium
        self.faults = Mutex(faults)
    }

    /// Tasks that were made: each has been paid for.
    var taskCount: Int { world.withLock { $0.tasks.count } }

    func create(body: [UInt8], idempotencyKey: String) async throws(ServiceError) -> TaskReport {
        world.withLock { $0.createCalls.append((idempotencyKey, body)) }
        if let refusal = world.withLock({ $0.refusalByKey[idempotencyKey] }) { throw refusal }
        let fault: Fault?
        do throws(ServiceError) {
            fault = try await self.fault("create")
        } catch {
            if keepsRefusals {
                var replayed = error
                replayed.isReplay = marksReplays
                world.withLock { $0.refusalByKey[idempotencyKey] = replayed }
            }
            throw error
        }
        if let silentFor, String(decoding: body, as: UTF8.self).contains(silentFor) { try await hang() }
        let isRepeated = world.withLock { $0.taskByKey[idempotencyKey] != nil }
        let text = String(decoding: body, as: UTF8.self)
        if !isRepeated, world.withLock({ $0.forgotten.contains { text.contains("\"\($0)\"") } }) {
            throw ServiceError(.api(.validationFailed), "there is no such file", httpStatus: 400)
        }
        let id: String? = world.withLock { world in
            if let known = world.taskByKey[idempotencyKey] {
                return world.tasks[known]?.body == body ? known : nil
            }
            let id = "task_\(world.tasks.count + 1)"
            world.tasks[id] = Task(
                body: body, key: idempotencyKey, madeAt: clock?.calendar,
                price: price.map { $0(world.tasks.count) } ?? self.reserved)
            world.order.append(id)
            world.taskByKey[idempotencyKey] = id
            world.inFlight += 1
            world.mostInFlight = max(world.mostInFlight, world.inFlight)
            return id
        }
        guard let id else {
            throw ServiceError(.api(.idempotencyConflict), "key used for another request", httpStatus: 409)
        }
        if case .lostAnswer? = fault { throw ServiceError(.interrupted, "connection reset") }
        let reserved = world.withLock { $0.tasks[id]?.price }
        var report = TaskReport(id: id, status: .queued, reservedCredits: reserved, finalCredits: .whole(0))
        report.isReplay = isRepeated && marksReplays
        report.createdAt = world.withLock { $0.tasks[id]?.madeAt }
        report.answeredAt = clock?.calendar
        return report
    }

    func credits() async throws(ServiceError) -> Number { balance }

    func task(id: String) async throws(ServiceError) -> TaskReport {
        world.withLock { $0.statusCalls += 1 }
        if case .lostAnswer? = try await fault("status") { throw ServiceError(.interrupted, "connection reset") }
        let found: (polls: Int, fails: Bool, price: Number?)? = world.withLock { world in
            guard var task = world.tasks[id] else { return nil }
            task.polls += 1
            if task.polls > openPolls, !task.isFinal {
                task.isFinal = true
                world.inFlight -= 1
            }
            world.tasks[id] = task
            let text = String(decoding: task.body, as: UTF8.self)
            let isEarly = world.order.prefix(failures).contains(id)
            return (task.polls, isEarly || (failing.map { text.contains($0) } ?? false), task.price)
        }
        guard let found else { throw ServiceError(.api(.notFound), "no such task", httpStatus: 404) }
        let reserved = found.price
        guard found.polls > openPolls else {
            return TaskReport(id: id, status: .processing, reservedCredits: reserved, finalCredits: .whole(0))
        }
        if found.fails {
            return TaskReport(
                id: id, status: .failed, reservedCredits: reserved, finalCredits: .whole(0),
                failure: .init(code: "generation_failed", message: "The generation failed."))
        }
        guard found.polls > openPolls + latePolls else {
            return TaskReport(id: id, status: .succeeded, reservedCredits: reserved, finalCredits: reserved)
        }
        let urls = (1...results).map { "https://media.test/\(id)/\($0).mp4?v=\(found.polls)" }
        return TaskReport(id: id, status: .succeeded, reservedCredits: reserved, finalCredits: reserved, urls: urls)
    }

    func upload(path: String, name: String, type: MediaType, model: String) async throws(ServiceError) -> UploadedFile {
        if case .lostAnswer? = try await fault("upload") { throw ServiceError(.interrupted, "connection reset") }
        let number = world.withLock { world in
            world.uploads.append(path)
            return world.uploads.count
        }
        return UploadedFile(id: "file_\(number)", url: "https://files.test/\(number)", durationToken: nil)
    }

    /// The content of a result: its URL's path, in an MP4 file's clothes.
    static func content(of url: String) -> [UInt8] {
        let head: [UInt8] = [0, 0, 0, 24] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("isommp41".utf8)
        // An index, and media data up to the end of the file.
        let index: [UInt8] = [0, 0, 0, 8] + Array("moov".utf8) + [0, 0, 0, 0] + Array("mdat".utf8)
        return head + index + Array(url.prefix { $0 != "?" }.utf8)
    }

    func download(
        url: String, to partPath: String, isContinued: Bool
    ) async throws(ServiceError) -> Download {
        if case .lostAnswer? = try await fault("download") { throw ServiceError(.interrupted, "connection reset") }
        let number = world.withLock { world in
            world.downloads.append(url)
            return world.downloads.count
        }
        if urlsExpire, number == 1 { throw ServiceError(.unreadableAnswer, "gone", httpStatus: 403) }
        let content = try medium(url, number) ?? Self.content(of: url)
        if !writesParts { return Download(.memory(content), contentType: "video/mp4") }
        guard FileManager.default.createFile(atPath: partPath, contents: Data(content)) else {
            throw ServiceError(.local, "cannot write \(partPath)")
        }
        return Download(.file(bytes: content.count), contentType: "video/mp4")
    }

    private func fault(_ route: String) async throws(ServiceError) -> Fault? {
        let fault: Fault? = faults.withLock { faults in
            guard var list = faults[route], !list.isEmpty else { return nil }
            let first = list.removeFirst()
            faults[route] = list
            return first
        }
        switch fault {
        case .refused(let error)?: throw error
        case .hang?:
            try await hang()
            return nil
        default: return fault
        }
    }

    private func hang() async throws(ServiceError) {
        let (stream, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        throw ServiceError(.cancelled, "cancelled")
    }
}
