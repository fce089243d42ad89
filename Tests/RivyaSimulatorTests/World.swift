@testable import RivyaSimulator
import RivyaSyntax

/// A simulated service with a hand on its clock, and short ways to ask it.
struct World {
    var service: SimulatedService
    var time: Duration = .seconds(1_778_457_600)

    init(_ options: SimulatorOptions = SimulatorOptions()) {
        service = SimulatedService(options: options)
    }

    static let key = ("authorization", "Bearer rvya_sk_test")

    mutating func send(_ request: SimulatorRequest) -> SimulatorAnswer {
        service.answer(request, at: time)
    }

    mutating func get(_ path: String, _ headers: [(String, String)] = [key]) -> SimulatorAnswer {
        send(SimulatorRequest(method: "GET", path: path, headers: headers.map { (name: $0, value: $1) }))
    }

    mutating func create(_ body: String, key: String? = nil) -> SimulatorAnswer {
        var headers = [(name: "Authorization", value: "Bearer rvya_sk_test"), ("Content-Type", "application/json")]
        if let key { headers.append(("Idempotency-Key", key)) }
        return send(
            SimulatorRequest(method: "POST", path: "/api/v1/generations", headers: headers, body: Array(body.utf8))
        )
    }

    /// Creates a task and returns its id.
    mutating func task(_ body: String, key: String? = nil) -> String {
        create(body, key: key).json["id"]?.string ?? ""
    }

    /// Creates a task, waits until it is done and fetches its results.
    mutating func results(_ body: String) -> [SimulatorAnswer] {
        let id = task(body)
        time += .seconds(30)
        let urls = get("/api/v1/generations/\(id)").json["result"]?["urls"]?.array ?? []
        return urls.map { get(Self.path($0.string ?? ""), []) }
    }

    var credits: Int? {
        mutating get { get("/api/v1/credits").json["current_credits"]?.int }
    }

    mutating func upload(
        _ content: [UInt8], kind: String, name: String = "file", fields: [(String, String)] = []
    ) -> SimulatorAnswer {
        var body: [UInt8] = []
        for (field, value) in [("kind", kind)] + fields {
            body += Array("--limit\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n".utf8)
        }
        body += Array("--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n".utf8)
        body += Array("Content-Type: application/octet-stream\r\n\r\n".utf8) + content
        body += Array("\r\n--limit--\r\n".utf8)
        return send(
            SimulatorRequest(
                method: "POST",
                path: "/api/v1/files",
                headers: [Self.key, ("content-type", "multipart/form-data; boundary=limit")],
                body: body
            )
        )
    }

    /// What is behind the host of a URL.
    static func path(_ url: String) -> String {
        let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        return parts.count == 3 ? "/" + parts[2] : url
    }
}

extension SimulatorAnswer {
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
    /// The first header of that name, in lower case.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var errorCode: String? { json["error"]?["code"]?.string }
}

/// The smallest request of a model that costs 55 credits.
let kling = #"{"model":"kling-2-6","prompt":"A fox","params":{"duration":"5","sound":"false","aspect_ratio":"1:1"}}"#
