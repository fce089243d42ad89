import RivyaCatalog
import RivyaSyntax
@testable import RivyaSimulator
import Testing

@Suite struct FaultTests {
    private func world(_ faults: [Fault], seed: UInt64 = 1) -> World {
        var options = SimulatorOptions(seed: seed)
        options.faults = faults
        return World(options)
    }

    @Test func preventedRequestsHaveNoEffect() {
        let kinds: [Fault.Kind] = [
            .http(status: 500), .html(status: 502), .rateLimited(retryAfter: nil), .drop, .reset,
        ]
        for kind in kinds {
            var world = world([Fault(kind, route: .create)])
            _ = world.create(kling)
            #expect(world.credits == 10_000)
        }
    }

    @Test func laterFaultsComeAfterTheEffect() {
        for kind in [Fault.Kind.lost, .truncated, .slow(.seconds(2))] {
            var world = world([Fault(kind, route: .create)])
            let answer = world.create(kling, key: "k")
            #expect(world.credits == 10_000 - 55)
            switch (kind, answer.delivery) {
            case (.lost, .dropped), (.slow, .slow(.seconds(2))): break
            case (.truncated, .truncated(let bytes)): #expect(bytes < answer.body.count)
            default: Issue.record("\(kind) was delivered as \(answer.delivery)")
            }
        }
    }

    /// They strike where the first request had its effect, and nowhere else.
    @Test(arguments: [
        (Fault.Kind.refused(status: 402), 402, "insufficient_credits"),
        (.refused(status: 404), 404, "not_found"), (.refused(status: 400), 400, "validation_failed"),
        (.conflict, 409, "idempotency_conflict"),
    ])
    func repeatedCreatesAreRefused(_ kind: Fault.Kind, _ status: Int, _ code: String) {
        var world = world([Fault(kind, route: .create)])
        #expect(world.create(kling, key: "k").status == 200)
        let repeated = world.create(kling, key: "k")
        #expect(repeated.status == status)
        #expect(repeated.errorCode == code)
        #expect(world.create(kling, key: "another").status == 200)
        #expect(world.credits == 10_000 - 110)
    }

    @Test func resultsAreSpoiled() throws {
        func body(_ fault: Fault.Kind?) -> SimulatorAnswer {
            var world = world(fault.map { [Fault($0, route: .media)] } ?? [])
            return world.results(kling)[0]
        }
        let good = body(nil)
        #expect(MediaType.detect(good.body) != nil)
        for spoilage in Fault.Spoilage.allCases {
            let spoiled = body(.spoiled(spoilage))
            #expect(spoiled.status == 200)
            #expect(MediaType.detect(spoiled.body) == nil)
            #expect(spoiled.header("content-length") == "\(spoiled.body.count)")
        }
        #expect(body(.spoiled(.json)).json["error"]?.string == "expired")
        let cut = body(.cut)
        #expect(cut.body == Array(good.body.prefix(good.body.count / 2)))
        #expect(cut.header("content-length") == "\(cut.body.count)")
        let encoded = body(.encoded)
        #expect(encoded.header("content-encoding") == "deflate")
        #expect(encoded.body.starts(with: [0x78, 0x01]))
        #expect(body(.expired).status == 400)
    }

    @Test func aLateResultIsNamedLater() throws {
        var world = world([Fault(.late, route: .status, window: .zero ..< .seconds(60))])
        let id = world.task(kling)
        world.time += .seconds(30)
        let early = world.get("/api/v1/generations/\(id)").json
        #expect(early["status"]?.string == "succeeded")
        #expect(early["result"] == .null)
        world.time += .seconds(60)
        #expect(world.get("/api/v1/generations/\(id)").json["result"]?["urls"]?.array?.count == 1)
    }

    @Test func tasksEndInOtherStates() throws {
        var world = world([])
        let id = world.task(kling.replacing("A fox", with: "A fox [end canceled]"))
        world.time += .seconds(30)
        let task = world.get("/api/v1/generations/\(id)").json
        #expect(task["status"]?.string == "canceled")
        #expect(task["error"]?["message"]?.string == "The task was canceled.")
        #expect(task["final_credits"]?.int == 0)
        #expect(world.credits == 10_000)
    }

    @Test func oneResultIsGone() throws {
        var world = world([])
        let results = world.results(kling.replacing("A fox", with: "A fox [gone 1]"))
        #expect(results.map(\.status) == [404])
    }

    @Test func faultsLookLikeTheRealThing() {
        var world = world([
            Fault(.http(status: 503), route: .credits), Fault(.html(status: 502), route: .models),
            Fault(.rateLimited(retryAfter: .milliseconds(1500)), route: .status),
            Fault(.rateLimited(retryAfter: nil), route: .file), Fault(.reset, route: .create),
            Fault(.drop, route: .upload),
        ])
        #expect(world.get("/api/v1/credits").status == 503)
        #expect(world.get("/api/v1/credits").errorCode == "internal_error")
        let page = world.get("/api/v1/models")
        #expect(page.status == 502)
        #expect(page.header("content-type") == "text/html; charset=utf-8")
        let limited = world.get("/api/v1/generations/task_1")
        #expect(limited.errorCode == "rate_limited")
        #expect(limited.header("retry-after") == "2")
        #expect(world.get("/api/v1/files/x").header("retry-after") == nil)
        #expect(world.create(kling).delivery == .reset)
        #expect(world.upload([1], kind: "image").delivery == .dropped)
        #expect(world.get("/simulator/audit", []).status == 200)
    }

    @Test func faultsAreTheSameForTheSameSeed() {
        let faults = [Fault(.http(status: 500), probability: 0.3), Fault(.lost, route: .credits, probability: 0.2)]
        func deliveries(_ seed: UInt64, _ faults: [Fault]) -> [String] {
            var world = world(faults, seed: seed)
            return (0..<200).map { _ in
                let answer = world.get("/api/v1/credits")
                return "\(answer.status) \(answer.delivery)"
            }
        }
        let first = deliveries(1, faults)
        #expect(first == deliveries(1, faults))
        #expect(first != deliveries(2, faults))
        let struck = first.count { $0.hasPrefix("500") }
        #expect((40...80).contains(struck), "\(struck)")
        #expect((10...50).contains(first.count { $0.hasSuffix("dropped") }))
        // Another probability of one leaves the other where it was.
        let fewer = deliveries(1, [Fault(.http(status: 500), probability: 0), faults[1]])
        #expect(zip(first, fewer).allSatisfy { $0.hasPrefix("500") || $0 == $1 })
    }

    @Test func outageHasABeginningAndAnEnd() {
        var world = world([Fault(.html(status: 503), window: .seconds(5) ..< .seconds(8))])
        var statuses: [Int] = []
        for _ in 0..<10 {
            statuses.append(world.get("/api/v1/credits").status)
            world.time += .seconds(1)
        }
        #expect(statuses == [200, 200, 200, 200, 200, 503, 503, 503, 200, 200])
    }

    @Test func tasksFailByProbability() {
        var options = SimulatorOptions(seed: 5)
        options.failureProbability = 0.25
        options.taskFailures = [
            TaskFailure(code: "generation_failed", message: "a"), TaskFailure(code: "upstream_error", message: "b"),
        ]
        var world = World(options)
        for number in 0..<200 { _ = world.task(#"{"model":"z-image","prompt":"\#(number)"}"#) }
        let codes = world.service.tasks.compactMap { $0.failure?.code }
        #expect((30...70).contains(codes.count))
        #expect(Set(codes).count == 2)
    }

    static let texts: [(text: String, fault: Fault?)] = [
        ("create:lost@0.05", Fault(.lost, route: .create, probability: 0.05)),
        ("any:http=502@0.1", Fault(.http(status: 502), probability: 0.1)),
        ("any:html@1/5..8", Fault(.html(status: 500), window: .seconds(5) ..< .seconds(8))),
        ("status:rate-limited@1", Fault(.rateLimited(retryAfter: nil), route: .status)),
        ("status:rate-limited=2@1", Fault(.rateLimited(retryAfter: .seconds(2)), route: .status)),
        ("media:slow=1.5@0.5", Fault(.slow(.milliseconds(1500)), route: .media, probability: 0.5)),
        ("models:reset@0", Fault(.reset, route: .models, probability: 0)),
        ("upload:drop@1", Fault(.drop, route: .upload)),
        ("create:refused@0.5", Fault(.refused(status: 402), route: .create, probability: 0.5)),
        ("create:refused=404@1", Fault(.refused(status: 404), route: .create)),
        ("create:conflict@1", Fault(.conflict, route: .create)),
        ("status:late@0.5", Fault(.late, route: .status, probability: 0.5)),
        ("media:expired@1", Fault(.expired, route: .media)), ("media:cut@1", Fault(.cut, route: .media)),
        ("media:encoded@1", Fault(.encoded, route: .media)),
        ("media:spoiled@1", Fault(.spoiled(.noise), route: .media)),
        ("media:spoiled=json@0.2", Fault(.spoiled(.json), route: .media, probability: 0.2)),
        ("media:spoiled=mp4@1", nil), ("media:cut=3@1", nil),
        ("file:truncated@1", Fault(.truncated, route: .file)),
        ("create:lost", nil), ("lost@1", nil), ("create:lost=1@1", nil), ("create:gone@1", nil), ("here:lost@1", nil),
        ("create:lost@2", nil), ("create:lost@x", nil), ("any:http=200@1", nil), ("any:drop@1/8..5", nil),
        ("any:drop@1/5", nil), ("any:slow=-1@1", nil), ("", nil),
    ]

    @Test(arguments: texts)
    func faultIsReadFromText(text: String, fault: Fault?) {
        #expect(Fault(text) == fault)
    }
}
