import Foundation
import RivyaRuns
import RivyaSyntax

extension JobRecord {
    init(_ claim: CellClaim, state: JobState, owner: String?) {
        self.init(
            run: claim.run, number: claim.label.index, attempt: claim.attempt, cell: claim.cell?.description,
            owner: owner, state: state.rawValue, name: claim.label.name, model: claim.label.model,
            axes: JSONValue.object(claim.label.axes.map { .init($0.name, $0.value) }).text,
            tags: JSONValue.array(claim.label.tags.map(JSONValue.string)).text, output: claim.output,
            take: claim.take, file: claim.origin.file, line: claim.origin.line, statement: claim.origin.statement,
            claimedAt: claim.time)
    }

    mutating func set(_ intent: Intent, at time: Double) {
        state = JobState.submitting.rawValue
        idempotencyKey = intent.idempotencyKey
        generation = intent.generation
        nonce = intent.nonce
        body = Data(intent.body)
        submittedAt = time
        boot = intent.uptime?.boot
        uptime = intent.uptime?.seconds
        // Until an answer is seen, nobody knows.
        set(.unknown)
    }

    mutating func set(_ value: Charge) {
        charge = value.kind
        credits = value.credits?.description
    }

    mutating func set(_ failure: JobFailure?) {
        failureCode = failure?.code
        failureMessage = failure?.message
        failureHelp = failure?.help
        failureRequestID = failure?.requestID
    }

    var chargeValue: Charge {
        Charge(kind: charge, credits: credits.flatMap { Number($0) }) ?? .unknown
    }

    /// - Parameter files: see `ClaimAnswer.cached`.
    func stored(files: [StoredFile]) throws -> StoredJob {
        guard let id, let state = JobState(rawValue: state) else {
            throw StoreError(.other, "job \(self.id ?? 0) of the ledger is in an unknown state")
        }
        var intent: Intent?
        if let idempotencyKey, let body {
            intent = Intent(idempotencyKey: idempotencyKey, body: Array(body), generation: generation, nonce: nonce)
        } else if let cell, let generation, let body {
            // A later job has its key, which is the same.
            intent = Intent(cell: CellKey(stored: cell), body: Array(body), generation: generation, nonce: nonce)
        }
        if let boot, let uptime { intent?.uptime = Uptime(boot: boot, seconds: uptime) }
        return StoredJob(
            id: StoredJobID(id), run: run,
            label: JobLabel(
                index: number, name: name, model: model, axes: Self.members(axes).map { Axis($0.key, $0.value) },
                tags: Self.strings(tags)),
            attempt: attempt, cell: cell.map(CellKey.init(stored:)), source: source.map(StoredJobID.init),
            state: state, intent: intent, generation: generation ?? 0, nonce: nonce, taskID: taskID, isShared: isShared,
            charge: chargeValue, urls: Self.strings(urls), files: files,
            failure: failureMessage.map {
                JobFailure(failureCode ?? "", $0, help: failureHelp, requestID: failureRequestID)
            }, output: output, take: take,
            origin: JobSpecification.Origin(file: file, line: line, statement: statement),
            submittedAt: submittedAt, acceptedAt: acceptedAt, endedAt: endedAt)
    }

    private static func members(_ json: String) -> [JSONValue.Member] {
        guard case .object(let members)? = try? JSONValue(parsing: Array(json.utf8)) else { return [] }
        return Array(members)
    }

    private static func strings(_ json: String) -> [String] {
        guard case .array(let items)? = try? JSONValue(parsing: Array(json.utf8)) else { return [] }
        return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}

extension StoredFile {
    init(_ record: DownloadRecord) {
        self.init(
            number: record.number, url: record.url, path: record.path, bytes: record.bytes, sha256: record.sha256,
            modified: record.modified)
    }
}
