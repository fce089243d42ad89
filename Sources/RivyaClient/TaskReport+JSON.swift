import RivyaRuns
import RivyaSyntax

extension TaskReport {
    /// `id` and `status` decide; everything else is taken where it has the expected shape and left out where not,
    /// because a paid result must not be lost over a field (`Documentation/Service.md`, "Tasks").
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, !id.isEmpty, let status = json["status"]?.string, !status.isEmpty else {
            return nil
        }
        self.init(
            id: id,
            status: Status(status),
            reservedCredits: json["reserved_credits"]?.number,
            finalCredits: json["final_credits"]?.number,
            urls: Self.urls(in: json["result"]),
            failure: Self.failure(in: json["error"]),
            createdAt: (json["created_at"] ?? json["createdAt"]).flatMap(ServiceTime.seconds)
        )
    }

    private static func urls(in result: JSONValue?) -> [String] {
        var urls: [String] = []
        func add(_ value: JSONValue?) {
            guard let url = value?.string ?? value?["url"]?.string, !url.isEmpty, !urls.contains(url) else { return }
            urls.append(url)
        }
        add(result?["primary_url"])
        if case .array(let items)? = result?["urls"] { items.forEach(add) }
        return urls
    }

    private static func failure(in error: JSONValue?) -> Failure? {
        switch error {
        case nil, .null: nil
        case .string(let message): Failure(code: "", message: message)
        case let error?: Failure(code: error["code"]?.string ?? "", message: error["message"]?.string ?? "")
        }
    }
}
