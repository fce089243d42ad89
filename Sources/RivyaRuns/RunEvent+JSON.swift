package import RivyaSyntax

extension RunEvent {
    /// The event as one object for programs (`Documentation/Events.md`).
    ///
    /// - Parameter run: the run's id, or an empty text for a resumption of all runs.
    package func json(run: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("v", .number(.whole(Self.version))), .init("event", .string(kind.name)),
            .init("seconds", .milliseconds(seconds)), .init("run", run.isEmpty ? .null : .string(run)),
        ]
        if let job { members.append(.init("job", .number(.whole(job)))) }
        return .object(members + kind.members)
    }
}

extension RunEvent.Kind {
    fileprivate var name: String {
        switch self {
        case .planned: "planned"
        case .attached: "attached"
        case .uploading: "uploading"
        case .submitting: "submitting"
        case .submitted: "submitted"
        case .progress: "progress"
        case .priceRise: "price_rise"
        case .noReserve: "no_reserve"
        case .retrying: "retrying"
        case .rateLimited: "rate_limited"
        case .downloading: "downloading"
        case .saved: "saved"
        case .tryingAgain: "trying_again"
        case .replayed: "replayed"
        case .finished: "finished"
        case .paused: "paused"
        case .resumed: "resumed"
        case .fatal: "fatal"
        case .stopping: "stopping"
        }
    }

    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .planned(let label):
            [
                .init("name", .optional(label.name)), .init("model", .string(label.model)),
                .init("axes", .object(label.axes.map { .init($0.name, $0.value) })),
                .init("tags", .array(label.tags.map(JSONValue.string))),
            ]
        case .attached(let taskID): [.init("task", .optional(taskID))]
        case .uploading(let path): [.init("path", .string(path))]
        case .submitting: []
        case .submitted(let taskID, let reserved):
            [.init("task", .string(taskID)), .init("reserved", .optional(reserved))]
        case .progress(let status): [.init("status", .string(status))]
        case .priceRise(let change):
            [
                .init("model", .string(change.model)), .init("planned", .number(change.planned)),
                .init("reserved", .number(change.reserved)),
            ]
        case .noReserve(let model, let planned):
            [.init("model", .string(model)), .init("planned", .number(planned))]
        case .retrying(let operation, let message, let wait):
            [
                .init("operation", .string(operation)), .init("message", .string(message)),
                .init("after", .milliseconds(wait.seconds)),
            ]
        case .rateLimited(let rate): [.init("rate", rate.map { .milliseconds($0) } ?? .null)]
        case .downloading(let url): [.init("url", .string(url))]
        case .saved(let path): [.init("path", .string(path))]
        case .tryingAgain(let charge, let message): [.init("charge", charge.json), .init("message", .string(message))]
        case .replayed(let message): [.init("message", .string(message))]
        case .finished(let report):
            [
                .init("status", .string(report.status.rawValue)), .init("credits", .optional(report.credits)),
                .init("charge", report.charge.json), .init("shared", .bool(report.isShared)),
                .init("task", .optional(report.taskID)),
                .init("files", .array(report.files.map(JSONValue.string))),
                .init("remarks", .array(report.remarks.map(JSONValue.string))),
                .init("error", report.failure?.json ?? .null),
                .init("took", report.seconds.map { .milliseconds($0) } ?? .null),
            ]
        case .paused(let model, let code, let wait):
            [
                .init("model", .string(model)), .init("code", .string(code)),
                .init("for", .milliseconds(wait.seconds)),
            ]
        case .resumed(let model): [.init("model", .string(model))]
        case .fatal(let cause, let failure): [.init("cause", .string(cause.rawValue)), .init("error", failure.json)]
        case .stopping(let mode): [.init("mode", .string(mode.rawValue))]
        }
    }
}

extension Charge {
    /// `{"kind":"charged","credits":55}`
    package var json: JSONValue { .object([.init("kind", .string(kind)), .init("credits", .optional(credits))]) }
}

extension JobFailure {
    package var json: JSONValue {
        .object([
            .init("code", .string(code)), .init("message", .string(message)), .init("help", .optional(help)),
            .init("request_id", .optional(requestID)),
        ])
    }
}

extension JSONValue {
    package static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    package static func optional(_ number: Number?) -> JSONValue { number.map(JSONValue.number) ?? .null }

    package static func optional(_ count: Int?) -> JSONValue { count.map { .number(.whole($0)) } ?? .null }

    /// A measured number to three digits behind the point: a clock's noise beyond them would only look exact.
    package static func milliseconds(_ value: Double) -> JSONValue {
        guard value.isFinite, abs(value) < 1e15 else { return .null }
        return Number.whole(Int((value * 1000).rounded())).divided(by: .whole(1000)).map(JSONValue.number) ?? .null
    }
}
