import RivyaCatalog
@testable import RivyaSimulator
import RivyaSyntax
import Testing

@Suite struct GenerationTests {
    @Test func createdTaskHasTheShapeOfTheModelPages() {
        var options = SimulatorOptions()
        options.createStatus = 202
        var world = World(options)
        let answer = world.create(kling)
        let id = answer.json["id"]?.string ?? ""
        #expect(answer.status == 202)
        #expect(answer.header("content-type") == "application/json; charset=utf-8")
        #expect(
            answer.text == """
                {"id":"\(id)","status":"queued","model":"kling-2-6","reserved_credits":55,"final_credits":0,\
                "created_at":"2026-05-11T00:00:00.000Z","updated_at":"2026-05-11T00:00:00.000Z",\
                "result":null,"error":null}
                """
        )
        #expect(id.hasPrefix("task_"))
    }

    @Test func taskGoesThroughItsStates() {
        var options = SimulatorOptions()
        options.pace = Pace(queue: .fixed(.seconds(2)), work: .fixed(.seconds(58)))
        var world = World(options)
        let id = world.task(kling)
        var seen: [String] = []
        for seconds in [0, 1, 2, 59, 60] {
            world.time = .seconds(1_778_457_600 + seconds)
            seen.append(world.get("/api/v1/generations/\(id)").json["status"]?.string ?? "")
        }
        #expect(seen == ["queued", "queued", "processing", "processing", "succeeded"])
        let answer = world.get("/api/v1/generations/\(id)", [World.key, ("Host", "127.0.0.1:8080")])
        let url = "http://127.0.0.1:8080/media/\(id)/1.mp4"
        #expect(answer.status == 200)
        #expect(
            answer.text == """
                {"id":"\(id)","status":"succeeded","model":"kling-2-6","reserved_credits":55,"final_credits":55,\
                "created_at":"2026-05-11T00:00:00.000Z","updated_at":"2026-05-11T00:01:00.000Z",\
                "result":{"primary_url":"\(url)","urls":["\(url)"]},"error":null}
                """
        )
    }

    @Test func failedTaskSaysWhy() {
        var world = World()
        let id = world.task(#"{"model":"z-image","prompt":"a [fail] fox"}"#)
        world.time += .seconds(5)
        let answer = world.get("/api/v1/generations/\(id)")
        #expect(answer.status == 200)
        #expect(answer.json["status"]?.string == "failed")
        #expect(answer.json["final_credits"]?.int == 0)
        #expect(answer.json["result"]?.isNull == true)
        #expect(answer.json["error"]?.text == #"{"code":"generation_failed","message":"The generation failed."}"#)
        let other = world.task(#"{"model":"z-image","prompt":"[fail upstream_timeout]"}"#)
        world.time += .seconds(5)
        #expect(world.get("/api/v1/generations/\(other)").errorCode == "upstream_timeout")
    }

    @Test func slowAndStuckTasksTakeLonger() {
        var options = SimulatorOptions()
        options.pace = Pace(work: .fixed(.seconds(1)))
        var world = World(options)
        let slow = world.task(#"{"model":"z-image","prompt":"[slow]"}"#)
        let stuck = world.task(#"{"model":"z-image","prompt":"[stuck]"}"#)
        world.time += .seconds(19)
        #expect(world.get("/api/v1/generations/\(slow)").json["status"]?.string == "processing")
        world.time += .seconds(1)
        #expect(world.get("/api/v1/generations/\(slow)").json["status"]?.string == "succeeded")
        world.time += .seconds(1_000_000)
        #expect(world.get("/api/v1/generations/\(stuck)").json["status"]?.string == "processing")
    }

    @Test func clockThatGoesBackUndoesNothing() {
        var world = World()
        let id = world.task(kling)
        world.time += .seconds(30)
        _ = world.get("/api/v1/generations/\(id)")
        world.time -= .seconds(3600)
        #expect(world.get("/api/v1/generations/\(id)").json["status"]?.string == "succeeded")
    }

    @Test func optionalFieldsCanBeMissing() {
        var options = SimulatorOptions()
        options.omitsOptionalFields = true
        var world = World(options)
        let created = world.create(kling)
        #expect(created.json.object?.map(\.key) == ["id", "status"])
        world.time += .seconds(30)
        let answer = world.get("/api/v1/generations/\(created.json["id"]?.string ?? "")")
        #expect(answer.json.object?.map(\.key) == ["id", "status", "result"])
        #expect(answer.json["result"]?.object?.map(\.key) == ["urls"])
    }

    @Test func timesDependOnSeedAndNumberOnly() {
        func finishes(seed: UInt64) -> [Int] {
            var world = World(SimulatorOptions(seed: seed))
            for number in 0..<5 { _ = world.task(#"{"model":"z-image","prompt":"\#(number)"}"#) }
            return world.service.tasks.map { $0.finishes - $0.created }
        }
        let times = finishes(seed: 7)
        #expect(times == finishes(seed: 7))
        #expect(times != finishes(seed: 8))
        #expect(Set(times).count > 1)
        #expect(times.allSatisfy { (300...650).contains($0) })
    }

    @Test func lognormalTimesHaveTheirMedian() {
        var random = SplitMix64(seed: 1, stream: 1)
        let span = Pace.Span.lognormal(median: .seconds(90), sigma: 0.6)
        let times = (0..<2001).map { _ in span.draw(from: &random) }.sorted()
        #expect((85_000...95_000).contains(times[1000]))
        #expect(times[1800] > 150_000)
    }

    @Test func taskOfAnotherWorldIsNotFound() {
        var world = World()
        _ = world.task(kling)
        for id in ["task_1", "task_x_1", "", "task_0000000000000000_1", "1", "-1"] {
            let answer = world.get("/api/v1/generations/task\(id)")
            #expect(answer.status == 404)
            #expect(answer.errorCode == "not_found")
        }
    }

    @Test func modelsAreTheBundledDocument() {
        var world = World()
        let answer = world.get("/api/v1/models", [])
        #expect(answer.status == 200)
        #expect(answer.body == Catalog.bundledDocument)
    }

    @Test func unknownRoutesAndMethodsAreRefused() {
        var world = World()
        #expect(world.get("/api/v1/chat/sessions").errorCode == "not_found")
        #expect(world.get("/").status == 404)
        #expect(world.get("/api/v1/generations").status == 405)
        #expect(world.send(SimulatorRequest(method: "DELETE", path: "/api/v1/files/x")).status == 405)
    }
}
