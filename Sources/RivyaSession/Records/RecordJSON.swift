import RivyaGallery
import RivyaRuns
import RivyaSyntax

/// What is recorded of runs and jobs, as JSON for programs (`Documentation/Ledger.md`, "For programs").
extension JSONValue {
    static func time(_ seconds: Double?) -> JSONValue { seconds.map { .string(RecordText.timestamp($0)) } ?? .null }

    static func seconds(_ seconds: Double?) -> JSONValue { seconds.map { .milliseconds($0) } ?? .null }
}

extension ChargeSums {
    var json: JSONValue {
        .object([
            .init("charged", .number(charged)), .init("reserved", .number(reserved)),
            .init("refunded", .number(refunded)), .init("unknown", .optional(unknown)),
        ])
    }
}

extension StoredRun {
    func count(_ states: JobState...) -> Int { states.reduce(0) { $0 + (counts[$1] ?? 0) } }

    var jobCount: Int { counts.values.reduce(0, +) }

    var openCount: Int { count(.claimed, .submitting, .running, .fetching, .attached) }

    var json: JSONValue {
        .object([
            .init("run", .string(id)), .init("script", .string(script)), .init("account", .string(identity)),
            .init("fresh", .bool(isFresh)), .init("started_at", .time(startedAt)), .init("ended_at", .time(endedAt)),
            .init("jobs", .optional(jobCount)), .init("succeeded", .optional(count(.succeeded))),
            .init("cached", .optional(count(.cached))), .init("failed", .optional(count(.failed))),
            .init("skipped", .optional(count(.skipped))), .init("cancelled", .optional(count(.released))),
            .init("unknown", .optional(count(.unknown))), .init("open", .optional(openCount)),
            .init("credits", charges.json),
        ])
    }
}

extension StoredFile {
    var json: JSONValue {
        .object([
            .init("path", .string(path)), .init("bytes", .optional(bytes)), .init("sha256", .string(sha256)),
            .init("url", .string(url)),
        ])
    }
}

extension GalleryCell {
    /// A cell that was planned and has no job, with the members of one.
    func json(run: String) -> JSONValue {
        .object([
            .init("job", .string(JobName(run: run, index: label.index).description)), .init("run", .string(run)),
            .init("index", .optional(label.index)), .init("name", .optional(label.name)),
            .init("model", .string(label.model)), .init("prompt", .optional(prompt)),
            .init("axes", .object(label.axes.map { .init($0.name, $0.value) })),
            .init("tags", .array(label.tags.map(JSONValue.string))), .init("status", .string("planned")),
            .init("open", .bool(false)), .init("credits", .number(.whole(0))), .init("charge", Charge.notCharged.json),
            .init("shared", .bool(false)), .init("source", .null), .init("task", .null), .init("files", .array([])),
            .init("error", .null),
            .init("submitted_at", .null), .init("ended_at", .null), .init("seconds", .null),
        ])
    }
}

extension RecordedJob {
    var json: JSONValue { .object(members) }

    var members: [JSONValue.Member] {
        [
            .init("job", .string(name.description)), .init("run", .string(name.run)),
            .init("index", .optional(name.index)),
            .init("name", .optional(label.name)), .init("model", .string(label.model)),
            .init("prompt", .optional(request?.prompt)),
            .init("axes", .object(label.axes.map { .init($0.name, $0.value) })),
            .init("tags", .array(label.tags.map(JSONValue.string))), .init("status", .string(statusText)),
            .init("open", .bool(isOpen)), .init("credits", .optional(charges.taken)),
            .init("charge", stored.charge.json), .init("shared", .bool(stored.isShared)),
            .init("source", .optional(source?.name.description)), .init("task", .optional(stored.taskID)),
            .init("files", .array(files.map(\.json))), .init("error", stored.failure?.json ?? .null),
            .init("submitted_at", .time(stored.submittedAt)), .init("ended_at", .time(stored.endedAt)),
            .init("seconds", .seconds(seconds)),
        ]
    }
}
