import RivyaRuns
import RivyaSyntax

extension TaskReport {
    /// `id` and `status` decide; everything else is taken where it has the expected shape and left out where not,
    /// because a paid result must not be lost over a field (`Documentation/Service.md`, "Tasks").
    init?(_ json: JSONValue) {
        let json = Self.unwrapped(json)
        guard let id = Self.id(in: json), let word = json["status"]?.string ?? json["state"]?.string, !word.isEmpty
        else { return nil }
        let urls = Self.urls(in: json)
        let status = Status(word, hasResults: !urls.isEmpty)
        self.init(
            id: id,
            status: status,
            reservedCredits: Self.credits(json["reserved_credits"]),
            finalCredits: Self.credits(json["final_credits"]),
            urls: urls,
            failure: Self.failure(in: json["error"], status, word),
            createdAt: (json["created_at"] ?? json["createdAt"]).flatMap(ServiceTime.seconds)
        )
    }

    /// The task itself, where an envelope is around it.
    private static func unwrapped(_ json: JSONValue) -> JSONValue {
        if case .array(let items) = json, items.count == 1 { return items[0] }
        guard json["status"]?.string == nil || id(in: json) == nil else { return json }
        return ["data", "task", "generation"].lazy.compactMap { json[$0] }.first { id(in: $0) != nil } ?? json
    }

    private static func id(in json: JSONValue) -> String? {
        for key in ["id", "task_id", "taskId"] {
            if let text = json[key]?.string, !text.isEmpty { return text }
        }
        return nil
    }

    /// A number, also where it travels as text.
    private static func credits(_ json: JSONValue?) -> Number? {
        json?.number ?? json?.string.flatMap { Number($0) }
    }

    // MARK: Results

    private static let resultKeys = ["result", "results", "output", "outputs"]
    private static let listKeys = [
        "primary_url", "urls", "url", "output", "outputs", "images", "videos", "audios", "image", "video", "audio",
        "files", "data",
    ]

    /// Those that the documentation names; where there are none, whatever else looks like the address of a result.
    private static func urls(in json: JSONValue) -> [String] {
        var urls: [String] = []
        func add(_ value: JSONValue?) {
            guard let url = value?.string ?? value?["url"]?.string, !url.isEmpty, !urls.contains(url) else { return }
            urls.append(url)
        }
        let result = json["result"]
        add(result?["primary_url"])
        if case .array(let items)? = result?["urls"] { items.forEach(add) }
        if urls.isEmpty { resultKeys.forEach { collect(json[$0], into: &urls, depth: 0) } }
        return urls
    }

    private static func collect(_ value: JSONValue?, into urls: inout [String], depth: Int) {
        guard let value, depth < 4 else { return }
        switch value {
        case .string(let text):
            guard text.hasPrefix("https://") || text.hasPrefix("http://"), !urls.contains(text) else { return }
            urls.append(text)
        case .array(let items): items.forEach { collect($0, into: &urls, depth: depth + 1) }
        case .object: listKeys.forEach { collect(value[$0], into: &urls, depth: depth + 1) }
        default: return
        }
    }

    // MARK: Reasons

    /// - Parameter word: the service's for the state. Where it is no `failed`, it is part of what is told.
    private static func failure(in error: JSONValue?, _ status: Status, _ word: String) -> Failure? {
        var failure: Failure?
        if let error, !error.isNull {
            let reason = AnswerReason(error)
            failure = Failure(code: reason.code, message: reason.message)
        }
        guard status == .failed, word.lowercased() != "failed" else { return failure }
        let said = failure.map(\.message) ?? ""
        let code = failure.map(\.code) ?? ""
        return Failure(
            code: code.isEmpty ? word.lowercased() : code,
            message: "the service ended the task as `\(word)`" + (said.isEmpty ? "" : ": \(said)"))
    }
}
