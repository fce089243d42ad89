import Foundation
import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import TestSupport
import Testing

@testable import RivyaClient

/// What is sent, and what is made of good answers.
@Suite struct HTTPServiceTests {
    @Test(arguments: [200, 201, 202])
    func createSendsExactlyTheseBytes(status: Int) async throws {
        let body = Array(#"{ "model" :"kling-2-6","prompt":"caf\#u{e9}","params":{"cfg_scale":0.50}}"#.utf8)
        try await RawServer.with(reply: { _ in RawServer.json(status, task) }) { server in
            let report = try await withService(at: server.url + "/prefix/") {
                try await $0.create(body: body, idempotencyKey: "key-1")
            }
            #expect(report == TaskReport(id: "task_1", status: .queued))
            let request = try #require(server.requests.first)
            #expect(request.head.hasPrefix("POST /prefix/api/v1/generations HTTP/1.1\r\n"))
            #expect(request.body == body)
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header("Idempotency-Key") == "key-1")
            #expect(request.header("Authorization") == "Bearer " + secret)
            #expect(request.header("Content-Length") == String(body.count))
        }
    }

    @Test func callsShareOneConnection() async throws {
        try await RawServer.with(reply: { _ in RawServer.json(200, task) }) { server in
            try await withService(at: server.url) { service in
                for _ in 0..<5 { _ = try await service.task(id: "task_1") }
            }
            #expect(server.requests.count == 5)
            #expect(server.connections == 1)
        }
    }

    @Test func taskIDsAreEncoded() async throws {
        try await RawServer.with(reply: { _ in RawServer.json(200, task) }) { server in
            try await withService(at: server.url) { service in
                _ = try await service.task(id: "a/../b?c#d e\u{e9}%41")
                for id in ["", ".", ".."] {
                    #expect(await failure { () throws(ServiceError) in try await service.task(id: id) }?.kind == .local)
                }
            }
            #expect(server.requests.map(\.target) == ["/api/v1/generations/a%2F..%2Fb%3Fc%23d%20e%C3%A9%2541"])
        }
    }

    @Test func everyFieldOfATask() async throws {
        let answer = """
            {"id":"t","status":"succeeded","model":"m","reserved_credits":55,"final_credits":54.5,"new":{"x":[1]},
            "result":{"primary_url":"https://a/1","urls":["https://a/1","https://a/2",{"url":"https://a/3"},7]},
            "error":null}
            """
        #expect(
            try await report(answer)
                == TaskReport(
                    id: "t",
                    status: .succeeded,
                    reservedCredits: .whole(55),
                    finalCredits: Number("54.5"),
                    urls: ["https://a/1", "https://a/2", "https://a/3"]
                )
        )
    }

    @Test(arguments: [
        (#"{"id":"t","status":"paused"}"#, TaskReport(id: "t", status: .other("paused"))),
        (
            #"{"id":"t","status":"failed","result":null,"error":{"code":"generation_failed","message":"No."}}"#,
            TaskReport(id: "t", status: .failed, failure: .init(code: "generation_failed", message: "No."))
        ),
        (
            #"{"id":"t","status":"failed","error":"No."}"#,
            TaskReport(id: "t", status: .failed, failure: .init(code: "", message: "No."))
        ),
        (
            #"{"id":"t","status":"succeeded","reserved_credits":"many","result":{"urls":["https://a/2"]}}"#,
            TaskReport(id: "t", status: .succeeded, urls: ["https://a/2"])
        ),
        (#"{"id":"t","status":"succeeded","result":"x"}"#, TaskReport(id: "t", status: .succeeded)),
    ])
    func unknownShapesLoseNothing(answer: String, expected: TaskReport) async throws {
        #expect(try await report(answer) == expected)
    }

    @Test(arguments: [
        "{}", "[]", "null", #"{"id":"t"}"#, #"{"status":"queued"}"#, #"{"id":7,"status":"queued"}"#,
        #"{"id":"","status":"queued"}"#, #"{"id":"t","status":null}"#,
    ])
    func aTaskNeedsIDAndStatus(answer: String) async throws {
        try await RawServer.with(reply: { _ in RawServer.json(200, answer) }) { server in
            let error = try await withService(at: server.url) { service in
                await failure { () throws(ServiceError) in try await service.task(id: "t") }
            }
            #expect(error?.kind == .unreadableAnswer)
            #expect(error?.httpStatus == 200)
        }
    }

    @Test func credits() async throws {
        try await RawServer.with(reply: { _ in RawServer.json(200, #"{"current_credits":12.5}"#) }) { server in
            let credits = try await withService(at: server.url) { try await $0.credits() }
            #expect(credits == Number("12.5"))
            #expect(server.requests.first?.head.hasPrefix("GET /api/v1/credits ") == true)
        }
    }

    @Test func modelsNeedNoKey() async throws {
        let answer = #"{"object":"list","data":[]}"#
        try await RawServer.with(reply: { _ in RawServer.json(200, answer) }) { server in
            try await Transport.withTransport { transport in
                let service = HTTPService(transport: transport, baseURL: try BaseURL(server.url), key: nil)
                #expect(try await service.models() == Array(answer.utf8))
                let error = await failure { () throws(ServiceError) in try await service.credits() }
                #expect(error?.kind == .local)
            }
            #expect(server.requests.count == 1)
            #expect(server.requests.first?.header("Authorization") == nil)
        }
    }

    @Test(arguments: [
        #"{"id":"f","url":"https://a/f","duration_token":"d"}"#,
        #"{"file_id":"f","url":"https://a/f","durationToken":"d"}"#,
        #"{"data":{"id":"f","url":"https://a/f","duration_token":"d","kind":"video"}}"#,
        #"{"file":{"fileId":"f","url":"https://a/f","durationToken":"d"}}"#,
    ])
    func uploadStreamsAForm(answer: String) async throws {
        try await withFolder { folder in
            let path = folder + "/clip"
            let content = Data((0..<700_000).map { UInt8(truncatingIfNeeded: $0) })
            try content.write(to: URL(fileURLWithPath: path))
            try await RawServer.with(reply: { _ in RawServer.json(201, answer) }) { server in
                let file = try await withService(at: server.url) {
                    try await $0.upload(
                        path: path,
                        name: "my \"clip\".mp4",
                        type: MediaType(kind: .video, mimeType: "video/mp4"),
                        model: "kling-2-6"
                    )
                }
                #expect(file == UploadedFile(id: "f", url: "https://a/f", durationToken: "d"))
                let request = try #require(server.requests.first)
                #expect(request.header("Content-Length") == String(request.body.count))
                #expect(request.header("Transfer-Encoding") == nil)
                #expect(request.header("Content-Type")?.hasPrefix("multipart/form-data; boundary=") == true)
                #expect(Data(request.body).range(of: content) != nil)
                let head = String(decoding: request.body.prefix(600), as: UTF8.self)
                #expect(head.contains("name=\"kind\"\r\n\r\nvideo\r\n"))
                #expect(head.contains("name=\"model\"\r\n\r\nkling-2-6\r\n"))
                #expect(head.contains("filename=\"my %22clip%22.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"))
            }
        }
    }

    @Test func whatCannotBeUploadedIsNotSent() async throws {
        try await withFolder { folder in
            try await RawServer.with(reply: { _ in RawServer.json(200, "{}") }) { server in
                try await withService(at: server.url) { service in
                    for path in [folder, folder + "/missing", "/dev/null"] {
                        let type = MediaType(kind: .image, mimeType: "image/png")
                        let error = await failure { () throws(ServiceError) in
                            try await service.upload(path: path, name: "x", type: type, model: "")
                        }
                        #expect(error?.kind == .local)
                        #expect(error?.message.contains(path) == true)
                    }
                    let error = await failure { () throws(ServiceError) in
                        try await service.create(body: [], idempotencyKey: "a\r\nX-Evil: 1")
                    }
                    #expect(error?.kind == .local)
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func identityIsTheBaseURLUnlessGiven() async throws {
        try await Transport.withTransport { transport in
            let url = try BaseURL("https://Rivya.ai:443/")
            #expect(HTTPService(transport: transport, baseURL: url, key: nil).identity == "https://rivya.ai")
            let simulated = HTTPService(transport: transport, baseURL: url, key: nil, identity: "simulator:")
            #expect(simulated.identity == "simulator:")
        }
    }

    private func report(_ answer: String) async throws -> TaskReport {
        try await RawServer.with(reply: { _ in RawServer.json(200, answer) }) { server in
            try await withService(at: server.url) { try await $0.task(id: "t") }
        }
    }
}
