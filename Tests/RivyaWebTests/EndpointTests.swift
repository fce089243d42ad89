import Foundation
import RivyaCatalog
import RivyaClient
import RivyaRuns
import RivyaSimulator
import RivyaSyntax
import TestSupport
import Testing

/// Every endpoint, over real sockets.
@Suite struct EndpointTests {
    /// What the two model pages show is what arrives.
    @Test(arguments: ["kling-2-6", "kling-v2-1-master"])
    func goldenRequests(id: String) async throws {
        try await Simulated.with { simulated in
            let model = try #require(Catalog.bundled()[id])
            let request = GenerationRequest(
                model: model,
                prompt: "A cinematic product reveal with smooth camera movement",
                values: model.defaultValues
            )
            let reference = WireReference(
                url: "https://cdn.example.com/reference-image.png",
                kind: .image,
                name: "reference-image.png",
                mimeType: "image/png"
            )
            let minimal = request.body(references: [])
            _ = try await simulated.service.create(body: minimal, idempotencyKey: "1")
            let withReference = request.body(references: [reference])
            _ = try await simulated.service.create(body: withReference, idempotencyKey: "2")

            let received = try await self.received(by: simulated)
            #expect(received == [minimal, withReference])
            for (body, page) in zip(received, ["minimal", "reference"]) {
                #expect(
                    try JSONValue(parsing: body) == JSONValue(parsing: Fixture.bytes("requests/\(id).\(page).json")))
            }
        }
    }

    @Test(arguments: [200, 201, 202])
    func fromTaskToFile(createStatus: Int) async throws {
        var options = SimulatorOptions()
        options.createStatus = createStatus
        try await Simulated.with(options) { simulated in
            let created = try await simulated.create(fox)
            #expect(
                created
                    == TaskReport(
                        id: created.id, status: .queued, reservedCredits: Number(1), finalCredits: Number(0),
                        createdAt: created.createdAt, answeredAt: created.createdAt))
            #expect(created.createdAt != nil)
            simulated.clock.advance(by: .seconds(60))
            let task = try await simulated.service.task(id: created.id)
            #expect(task.status == .succeeded)
            #expect(task.finalCredits == Number(1))
            let url = try #require(task.urls.first)
            #expect(task.urls.count == 1)
            #expect(url.hasPrefix(simulated.baseURL + "/media/"))
            try await withFolder { folder in
                let download = try await simulated.download(url, to: folder + "/x.part")
                #expect(download.contentType == "image/png")
                let file = try simulated.content(of: download, at: folder + "/x.part")
                #expect(file.count == download.bytes)
                #expect(file.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            }
        }
    }

    @Test func creditsAndModels() async throws {
        var options = SimulatorOptions()
        options.startingCredits = Number(100)
        try await Simulated.with(options) { simulated in
            _ = try await simulated.create(#"{"model":"kling-2-6","prompt":"a fox"}"#)
            #expect(try await simulated.service.credits() == Number(45))
            #expect(try await simulated.service.models() == Catalog.bundledDocument)
        }
        try await Simulated.with(key: nil) { simulated in
            let models = try await simulated.service.models()
            #expect(models == Catalog.bundledDocument)
        }
    }

    @Test func repeatingAKeyPaysOnce() async throws {
        try await Simulated.with { simulated in
            let first = try await simulated.create(fox, key: "same")
            #expect(try await simulated.create(fox, key: "same").id == first.id)
            #expect(try await simulated.create(fox, key: "other").id != first.id)
            let body = #"{"model":"z-image","prompt":"an owl"}"#
            let error = await failure { () throws(ServiceError) in try await simulated.create(body, key: "same") }
            #expect(error?.kind == .api(.idempotencyConflict))
            #expect(simulated.audit["task_count"]?.int == 2)
            #expect(simulated.audit["charged"]?.int == 2)
        }
    }

    @Test(arguments: ["fox.png", "two words.png", "狐狸 🦊.png", "a\"b\\c;d=e.png", "line\r\nbreak.png", "..", "-"])
    func uploadsWithAnyName(name: String) async throws {
        try await Simulated.with { simulated in
            let type = MediaType(kind: .image, mimeType: "image/png")
            let path = Fixture.path("fox.png")
            let file = try await simulated.service.upload(path: path, name: name, type: type, model: "kling-2-6")
            #expect(file.id.hasPrefix("file_"))
            #expect(file.durationToken == nil)
            let body = """
                {"model":"kling-2-6","prompt":"x","params":{"referenceMediaItems":\
                [{"url":"\(file.url)","kind":"image"}]}}
                """
            #expect(try await simulated.create(body).status == .queued)
        }
    }

    @Test func videosGetADurationToken() async throws {
        try await Simulated.with { simulated in
            let type = MediaType(kind: .video, mimeType: "video/mp4")
            let path = Fixture.path("clip.mp4")
            let file = try await simulated.service.upload(path: path, name: "clip.mp4", type: type, model: "")
            #expect(file.durationToken?.isEmpty == false)
        }
    }

    @Test func refusedUploads() async throws {
        try await Simulated.with { simulated in
            let type = MediaType(kind: .image, mimeType: "image/png")
            for (fixture, model) in [
                ("notes.txt", "kling-2-6"), ("clip.mp4", "kling-2-6"), ("fox.png", "no-such-model"),
            ] {
                let error = await failure { () throws(ServiceError) in
                    try await simulated.service.upload(path: Fixture.path(fixture), name: "x", type: type, model: model)
                }
                #expect(error?.kind == .api(.validationFailed))
            }
            #expect(simulated.audit["upload_count"]?.int == 0)
        }
    }

    @Test func refusals() async throws {
        var options = SimulatorOptions()
        options.startingCredits = Number(10)
        options.insufficientCreditsStatus = 409
        options.keys = .listed([
            "rvya_sk_a": .valid, "rvya_sk_b": .revoked, "rvya_sk_c": .expired, "rvya_sk_d": .unscoped,
        ])
        let codes: [(String, ServiceError.Code, Int)] = [
            ("rvya_sk_b", .apiKeyRevoked, 401), ("rvya_sk_c", .apiKeyExpired, 401), ("rvya_sk_d", .apiScopeDenied, 403),
            ("rvya_sk_e", .apiKeyInvalid, 401),
        ]
        for (key, code, status) in codes {
            try await Simulated.with(options, key: key) { simulated in
                let error = await failure { () throws(ServiceError) in try await simulated.service.credits() }
                #expect(error?.kind == .api(code))
                #expect(error?.httpStatus == status)
                #expect(error?.requestID?.hasPrefix("req_") == true)
                #expect(!"\(error as Any)".contains(key))
            }
        }
        try await Simulated.with(options, key: "rvya_sk_a") { simulated in
            let dear = #"{"model":"kling-2-6","prompt":"a fox"}"#
            var error = await failure { () throws(ServiceError) in try await simulated.create(dear) }
            #expect(error?.kind == .api(.insufficientCredits))
            #expect(error?.httpStatus == 409)
            let wrong = #"{"model":"kling-2-6","prompt":"a fox","params":{"duration":5}}"#
            error = await failure { () throws(ServiceError) in try await simulated.create(wrong) }
            #expect(error?.kind == .api(.validationFailed))
            error = await failure { () throws(ServiceError) in try await simulated.service.task(id: "task_0") }
            #expect(error?.kind == .api(.notFound))
        }
        options.isDisabled = true
        try await Simulated.with(options, key: "rvya_sk_a") { simulated in
            let error = await failure { () throws(ServiceError) in try await simulated.service.credits() }
            #expect(error?.kind == .api(.publicAPIDisabled))
        }
    }

    @Test func aFailedTask() async throws {
        try await Simulated.with { simulated in
            let task = try await simulated.finishedTask(#"{"model":"z-image","prompt":"[fail upstream_busy]"}"#)
            #expect(task.status == .failed)
            #expect(task.failure?.code == "upstream_busy")
            #expect(task.finalCredits == Number(0))
            #expect(task.urls.isEmpty)
        }
    }

    @Test func tasksWithoutTheirOptionalFields() async throws {
        var options = SimulatorOptions()
        options.omitsOptionalFields = true
        try await Simulated.with(options) { simulated in
            let task = try await simulated.finishedTask()
            #expect(task.status == .succeeded)
            #expect(task.finalCredits == nil)
            #expect(task.urls.count == 1)
        }
    }

    @Test func anExpiredURLIsToldAnew() async throws {
        var options = SimulatorOptions()
        options.resultLifetime = .seconds(30)
        try await Simulated.with(options) { simulated in
            let task = try await simulated.finishedTask()
            simulated.clock.advance(by: .seconds(31))
            try await withFolder { folder in
                let error = await failure { () throws(ServiceError) in
                    try await simulated.download(task.urls[0], to: folder + "/x.part")
                }
                #expect(error?.httpStatus == 403)
                let again = try await simulated.service.task(id: task.id)
                #expect(try await simulated.download(again.urls[0], to: folder + "/x.part").bytes > 0)
            }
        }
    }

    /// The bodies of the requests to create a task, as the simulator got them.
    private func received(by simulated: Simulated) async throws -> [[UInt8]] {
        try await withFolder { folder in
            let download = try await simulated.download(simulated.baseURL + "/simulator/requests", to: folder + "/x")
            let list = try JSONValue(parsing: simulated.content(of: download, at: folder + "/x"))
            return (list["data"]?.array ?? []).compactMap { $0.string.map { Array($0.utf8) } }
        }
    }
}
