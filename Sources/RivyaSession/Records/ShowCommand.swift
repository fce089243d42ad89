import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya show JOB`: all that is known of one job.
package struct ShowCommand: Sendable {
    package var job: String
    package var home: String?
    package var isSimulated: Bool
    package var isJSON: Bool

    package init(job: String, home: String?, isSimulated: Bool, isJSON: Bool) {
        self.job = job
        self.home = home
        self.isSimulated = isSimulated
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            let chronicle = try await records.chronicle(ofJob: job)
            let results = try await results(chronicle.job, records)
            let folder = StateFolder.find(home: home, in: surroundings)
            let card = CatalogSource.load(from: folder).catalog[chronicle.job.label.model]
            let line = GenLine(
                chronicle.job, isExact: card?.passesParametersThrough ?? true,
                pathOfResult: {
                    results[$0]?.files.first.map { shownPath($0.path, below: surroundings.workingFolder) }
                })
            if isJSON {
                surroundings.output.write(chronicle.json(gen: line).text + "\n")
            } else {
                JobPage(
                    chronicle: chronicle, line: line, results: results, records: records,
                    workingFolder: surroundings.workingFolder
                ).show(on: surroundings.output)
            }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// The jobs whose results the request refers to.
    private func results(_ job: RecordedJob, _ records: Records) async throws -> [CellKey: RecordedJob] {
        var results: [CellKey: RecordedJob] = [:]
        for reference in job.request?.references ?? [] {
            guard case .cell(let key) = reference.content else { continue }
            results[key] = try await records.reader.job(ofCell: key, inRun: job.name.run)
        }
        return results
    }
}

extension JobChronicle {
    /// The job as `jobs --json` tells of it, and its tries.
    func json(gen line: GenLine?) -> JSONValue {
        let references = (job.request?.references ?? []).map(\.json)
        return .object(
            job.members + [
                .init("gen", .optional(line?.text)),
                .init("statement", .string(job.stored.origin.statement)),
                .init("script", .string(job.stored.origin.file)), .init("line", .optional(job.stored.origin.line)),
                .init("params", .object(job.request?.parameters ?? [])), .init("references", .array(references)),
                .init("cell", .optional(job.stored.cell?.description)),
                .init("tries", .array(tries.map(\.json))), .init("uploads", .array(uploads.map(\.json))),
            ])
    }
}

extension JobChronicle.Try {
    fileprivate var json: JSONValue {
        let body = stored.intent.map { (try? JSONValue(parsing: $0.body)) ?? .null } ?? .null
        return .object([
            .init("state", .string(stored.state.rawValue)), .init("task", .optional(stored.taskID)),
            .init("idempotency_key", .optional(stored.intent?.idempotencyKey)),
            .init("generation", .optional(stored.intent?.generation)), .init("shared", .bool(stored.isShared)),
            .init("body", body),
            .init("charge", stored.charge.json), .init("claimed_at", .time(claimedAt)),
            .init("submitted_at", .time(stored.submittedAt)), .init("accepted_at", .time(stored.acceptedAt)),
            .init("done_at", .time(doneAt)), .init("ended_at", .time(stored.endedAt)),
            .init("calls", .array(calls.map(\.json))), .init("charges", .array(charges.map(\.json))),
            .init("urls", .array(stored.urls.map(JSONValue.string))), .init("error", stored.failure?.json ?? .null),
        ])
    }
}

extension JobChronicle.Call {
    fileprivate var json: JSONValue {
        .object([
            .init("at", .time(time)), .init("outcome", .string(outcome)), .init("http_status", .optional(httpStatus)),
            .init("message", .optional(message)), .init("request_id", .optional(requestID)),
        ])
    }
}

extension JobChronicle.SeenCharge {
    fileprivate var json: JSONValue {
        .object([
            .init("at", .time(time)), .init("kind", .string(charge.kind)), .init("credits", .optional(charge.credits)),
        ])
    }
}

extension JobChronicle.Upload {
    fileprivate var json: JSONValue {
        .object([
            .init("sha256", .string(sha256)), .init("mime_type", .string(mimeType)), .init("file_id", .string(file.id)),
            .init("url", .string(file.url)), .init("at", .time(time)),
        ])
    }
}
