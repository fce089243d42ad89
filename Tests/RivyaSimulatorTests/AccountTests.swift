@testable import RivyaSimulator
import RivyaSyntax
import Testing

@Suite struct AccountTests {
    static let headers: [(header: String?, status: Int, code: String?)] = [
        (nil, 401, "api_key_missing"),
        ("Basic abc", 401, "api_key_missing"),
        ("Bearer sk_live", 401, "api_key_invalid"),
        ("Bearer rvya_sk_", 401, "api_key_invalid"),
        ("bearer rvya_sk_x", 200, nil),
    ]

    @Test(arguments: headers)
    func keyIsNeeded(header: String?, status: Int, code: String?) {
        var world = World()
        let answer = world.get("/api/v1/credits", header.map { [("Authorization", $0)] } ?? [])
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
    }

    @Test func errorHasTheDocumentedShape() {
        var world = World()
        let answer = world.get("/api/v1/credits", [])
        let id = answer.json["error"]?["requestId"]?.string ?? ""
        #expect(id.hasPrefix("req_"))
        #expect(
            answer.text == """
                {"error":{"code":"api_key_missing","message":"A valid Bearer API key is required.","requestId":"\(id)"}}
                """
        )
        #expect(world.get("/api/v1/credits", []).json["error"]?["requestId"]?.string != id)
    }

    @Test func accountsAreApart() throws {
        var options = SimulatorOptions()
        options.accounts = [["rvya_sk_a", "rvya_sk_a2"], ["rvya_sk_b"]]
        var world = World(options)
        func headers(_ key: String) -> [(name: String, value: String)] {
            [("Authorization", "Bearer " + key), ("Content-Type", "application/json"), ("Idempotency-Key", "k")]
        }
        let body = Array(#"{"model":"z-image","prompt":"fox","params":{}}"#.utf8)
        func create(_ key: String) -> String? {
            world.send(
                SimulatorRequest(method: "POST", path: "/api/v1/generations", headers: headers(key), body: body)
            ).json["id"]?.string
        }
        let first = try #require(create("rvya_sk_a"))
        #expect(create("rvya_sk_a2") == first)
        let second = try #require(create("rvya_sk_b"))
        #expect(second != first)
        let third = try #require(create("rvya_sk_c"))
        #expect(third != second)
        func seen(_ id: String, _ key: String) -> Int {
            world.get("/api/v1/generations/\(id)", [("Authorization", "Bearer " + key)]).status
        }
        func check() {
            #expect(seen(first, "rvya_sk_a2") == 200)
            #expect(seen(first, "rvya_sk_b") == 404)
            #expect(seen(second, "rvya_sk_b") == 200)
            #expect(seen(second, "rvya_sk_c") == 404)
            for key in ["rvya_sk_a", "rvya_sk_b", "rvya_sk_c"] {
                let credits = world.get("/api/v1/credits", [("Authorization", "Bearer " + key)])
                #expect(credits.json["current_credits"]?.int == 9999)
            }
        }
        check()
        world.service = try SimulatedService(snapshot: world.service.snapshot(), options: options)
        check()
    }

    /// A clock that was ahead and is right again does not stop the world.
    @Test func aClockThatGoesBackGoesOn() {
        var world = World()
        world.time += .seconds(200_000)
        let id = world.task(#"{"model":"z-image","prompt":"fox","params":{}}"#)
        world.time -= .seconds(200_000)
        _ = world.get("/api/v1/generations/\(id)")
        world.time += .seconds(60)
        #expect(world.get("/api/v1/generations/\(id)").json["status"]?.string == "succeeded")
    }

    static let keys: [(key: String, status: Int, code: String?)] = [
        ("rvya_sk_good", 200, nil), ("rvya_sk_old", 401, "api_key_expired"), ("rvya_sk_bad", 401, "api_key_revoked"),
        ("rvya_sk_weak", 403, "api_scope_denied"), ("rvya_sk_other", 401, "api_key_invalid"),
    ]

    @Test(arguments: keys)
    func keysCanBeListed(key: String, status: Int, code: String?) {
        var options = SimulatorOptions()
        options.keys = .listed([
            "rvya_sk_good": .valid, "rvya_sk_old": .expired, "rvya_sk_bad": .revoked, "rvya_sk_weak": .unscoped,
        ])
        var world = World(options)
        let answer = world.get("/api/v1/credits", [("Authorization", "Bearer \(key)")])
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
    }

    @Test func disabledServiceStillListsItsModels() {
        var options = SimulatorOptions()
        options.isDisabled = true
        var world = World(options)
        let answer = world.get("/api/v1/credits")
        #expect(answer.status == 503)
        #expect(answer.errorCode == "public_api_disabled")
        #expect(world.get("/api/v1/models").status == 200)
    }

    @Test func creditsAreChargedAndGivenBack() {
        var options = SimulatorOptions()
        options.startingCredits = Number(112)
        var world = World(options)
        #expect(world.get("/api/v1/credits").text == #"{"current_credits":112}"#)
        _ = world.task(kling)
        #expect(world.credits == 57)
        _ = world.task(#"{"model":"kling-2-6","prompt":"[fail]"}"#)
        #expect(world.credits == 2)
        let refused = world.create(kling)
        #expect(refused.status == 402)
        #expect(refused.errorCode == "insufficient_credits")
        #expect(world.credits == 2)
        world.time += .seconds(5)
        #expect(world.credits == 57)
        world.time += .seconds(5)
        #expect(world.credits == 57)
    }

    @Test func statusOfMissingCreditsCanBeChosen() {
        var options = SimulatorOptions()
        options.startingCredits = Number(0)
        options.insufficientCreditsStatus = 403
        var world = World(options)
        #expect(world.create(kling).status == 403)
    }

    @Test func refundsComeInTheOrderOfFailures() {
        var options = SimulatorOptions(seed: 3)
        options.failureProbability = 1
        options.pace = Pace(work: .uniform(.seconds(1) ... .seconds(100)))
        var world = World(options)
        for number in 0..<40 { _ = world.task(#"{"model":"z-image","prompt":"\#(number)"}"#) }
        let start = world.time
        for second in stride(from: 0, through: 100, by: 10) {
            world.time = start + .seconds(second)
            let failed = world.service.tasks.count { $0.finishes <= world.time.milliseconds }
            #expect(world.credits == 10_000 - 40 + failed)
        }
        #expect(world.credits == 10_000)
    }

    @Test func sameKeyAndBodyIsTheSameTask() {
        var options = SimulatorOptions()
        options.createStatus = 201
        var world = World(options)
        let first = world.create(kling, key: "k1")
        world.time += .seconds(30)
        let again = world.create(kling, key: "k1")
        #expect(again.status == 201)
        #expect(again.json["id"] == first.json["id"])
        #expect(again.json["status"]?.string == "succeeded")
        #expect(world.credits == 10_000 - 55)
        #expect(world.create(kling, key: "k2").json["id"] != first.json["id"])
        #expect(world.create(kling).json["id"] != first.json["id"])
    }

    @Test func aRepeatedAnswerMayBeMarked() {
        var options = SimulatorOptions()
        options.marksReplays = true
        var world = World(options)
        #expect(world.create(kling, key: "k1").header("idempotent-replayed") == nil)
        #expect(world.create(kling, key: "k1").header("idempotent-replayed") == "true")
    }

    @Test(arguments: [false, true])
    func aRefusalMayBeKeptUnderItsKey(_ keepsRefusals: Bool) {
        var options = SimulatorOptions()
        options.keepsRefusals = keepsRefusals
        options.startingCredits = Number(0)
        var world = World(options)
        #expect(world.create(kling, key: "k1").status == 402)
        world.service.balances[""] = Number(100)
        #expect(world.create(kling, key: "k1").status == (keepsRefusals ? 402 : 200))
        #expect(world.create(kling, key: "k2").status == (keepsRefusals ? 200 : 402))
    }

    /// The service's clock, in the form of the header and in that of its objects.
    @Test func answersTellTheTime() {
        var world = World()
        #expect(world.create(kling).header("date") == "Mon, 11 May 2026 00:00:00 GMT")
        world.time += .seconds(86_400 * 294 + 3661)
        #expect(world.get("/api/v1/credits").header("date") == "Mon, 01 Mar 2027 01:01:01 GMT")
    }

    @Test func sameKeyWithAnotherBodyIsAConflict() {
        var world = World()
        _ = world.create(kling, key: "k1")
        let answer = world.create(kling + " ", key: "k1")
        #expect(answer.status == 409)
        #expect(answer.errorCode == "idempotency_conflict")
        #expect(world.credits == 10_000 - 55)
    }

    @Test func refusedRequestLeavesItsKeyFree() {
        var world = World()
        #expect(world.create("{}", key: "k1").status == 400)
        #expect(world.create(kling, key: "k1").status == 200)
    }

    @Test func keyIsForgottenAfterItsTime() {
        var options = SimulatorOptions()
        options.keyRetention = .seconds(60)
        var world = World(options)
        let first = world.task(kling, key: "k1")
        world.time += .milliseconds(59_999)
        #expect(world.task(kling, key: "k1") == first)
        world.time += .milliseconds(1)
        #expect(world.task(kling, key: "k1") != first)
        let audit = world.get("/simulator/audit", []).json
        #expect(audit["repeated_keys"]?.int == 1)
        #expect(audit["repeated_bodies"]?.int == 1)
    }

    @Test func auditTellsWhatWasCharged() {
        var world = World()
        _ = world.task(kling, key: "k1")
        _ = world.task(#"{"model":"z-image","prompt":"[fail]"}"#, key: "k2")
        world.time += .seconds(5)
        let audit = world.get("/simulator/audit", []).json
        #expect(audit["balance"]?.int == 9945)
        #expect(audit["charged"]?.int == 56)
        #expect(audit["refunded"]?.int == 1)
        #expect(audit["task_count"]?.int == 2)
        #expect(audit["repeated_bodies"]?.int == 0)
        let tasks = audit["tasks"]?.array ?? []
        #expect(tasks.map { $0["idempotency_key"]?.string } == ["k1", "k2"])
        #expect(tasks.map { $0["charged"]?.int } == [55, 1])
        #expect(tasks.map { $0["refunded"]?.int } == [0, 1])
        #expect(tasks.map { $0["status"]?.string } == ["succeeded", "failed"])
    }

    @Test func requestsAreShownAsTheyCame() {
        var world = World()
        _ = world.create(kling)
        for number in 0..<70 { _ = world.create("{\(number)") }
        let bodies = world.get("/simulator/requests", []).json["data"]?.array ?? []
        #expect(bodies.count == 64)
        #expect(bodies.last?.string == "{69")
    }

    @Test func rateIsLimitedByWindow() {
        var options = SimulatorOptions()
        options.rateLimit = RateLimit(requests: 2, window: .seconds(10))
        var world = World(options)
        world.time += .milliseconds(3500)
        #expect(world.get("/api/v1/credits").status == 200)
        #expect(world.get("/api/v1/credits").status == 200)
        let refused = world.create(kling)
        #expect(refused.status == 429)
        #expect(refused.errorCode == "rate_limited")
        #expect(refused.header("retry-after") == "7")
        world.time += .milliseconds(6500)
        #expect(world.credits == 10_000)
    }
}
