import Foundation
import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax

/// A folder of its own with a real ledger, and short words for making runs in it.
struct Workshop: ~Copyable {
    let folder: String
    let clock = VirtualClock()

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/rivya-runs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func ledger() throws -> Ledger { try Ledger(folder: folder + "/.rivya") }

    var settings: RunSettings {
        var settings = RunSettings(outputRoot: folder)
        settings.rate = nil
        settings.scratchFolder = folder
        return settings
    }

    static let model = ModelCard(
        id: "kling-2-6", displayName: "Kling 2.6", category: .video, baseCredits: .whole(55),
        references: ReferenceRule(
            maxFiles: 2,
            kinds: [
                .init(kind: .image, maxSizeMB: 10, mimeTypes: ["image/png"]),
                .init(kind: .video, maxSizeMB: 50, mimeTypes: ["video/mp4"]),
            ], rule: ""),
        parameters: [Parameter(key: "duration", kind: .select(options: ["5", "10"]))])

    static func job(
        _ index: Int,
        _ prompt: String = "a fox",
        model: ModelCard = Self.model,
        references: [Reference] = [],
        after: [Int] = [],
        output: String = "out/{index}-{name}.{ext}",
        axes: [Axis] = []
    ) throws -> JobSpecification {
        JobSpecification(
            index: index,
            request: GenerationRequest(
                model: model, prompt: prompt, values: model.parameters.map { _ in .string("5") },
                references: references),
            axes: axes, output: try OutputTemplate(output), after: after,
            origin: .init(file: "sweep.rivya", line: index, statement: "gen \(model.id) \"\(prompt)\""))
    }

    /// One whole run of these jobs.
    func run(
        _ jobs: [JobSpecification],
        _ service: ScriptedService,
        store: (any RunStore)? = nil,
        settings: RunSettings? = nil,
        jitter: @escaping @Sendable () -> Double = { 0.5 }
    ) async throws -> RunReport {
        let run = try await Run.begin(
            script: "sweep.rivya", settings: settings ?? self.settings, service: service, media: service,
            store: store ?? ledger(), clock: clock, jitter: jitter)
        for job in jobs { run.submit(job) }
        run.finish()
        return await run.carryOut()
    }

    func resume(
        _ service: ScriptedService, store: (any RunStore)? = nil, settings: RunSettings? = nil
    ) async throws -> RunReport {
        let run = Run.resumption(
            run: nil, settings: settings ?? self.settings, service: service, media: service,
            store: try store ?? ledger(), clock: clock, jitter: { 0.5 })
        try await run.recover(run: nil)
        run.finish()
        return await run.carryOut()
    }

    /// Writes a small PNG, different for each text.
    func image(_ name: String, _ text: String) throws -> Reference {
        let path = folder + "/" + name
        let bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(text.utf8)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return .file(
            .init(path: name, location: path, type: .init(kind: .image, mimeType: "image/png"), bytes: bytes.count))
    }

    func text(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
}

/// The run was stopped while somebody waited for its jobs.
struct RunStopped: Error, Hashable {}

extension Run {
    /// Throws `RunStopped` where the run is stopped first.
    func wait(for jobs: [Int]) async throws(RunStopped) {
        let isStopped = await withCheckedContinuation { continuation in
            whenFinished(jobs) { continuation.resume(returning: $0) }
        }
        if isStopped { throw RunStopped() }
    }
}
