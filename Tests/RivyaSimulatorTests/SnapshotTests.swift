@testable import RivyaSimulator
import RivyaSyntax
import Testing

@Suite struct SnapshotTests {
    private func busyWorld() -> World {
        var world = World()
        _ = world.task(kling, key: "k1")
        _ = world.task(#"{"model":"z-image","prompt":"[fail upstream]"}"#, key: "k2")
        _ = world.task(#"{"model":"z-image","prompt":"[stuck]"}"#)
        _ = world.task(#"{"model":"elevenlabs-sound-effect-v2","prompt":"a","params":{"output_format":"pcm_8000"}}"#)
        let picture = Mosaic(ratio: AspectRatio(1, 1), hue: 0, pattern: 1).png()
        _ = world.upload(picture, kind: "image")
        return world
    }

    @Test func worldGoesOnWhereItWas() throws {
        var first = busyWorld()
        var text: [UInt8] = []
        first.service.snapshot().write(to: &text)
        var second = World()
        second.service = try SimulatedService(snapshot: JSONValue(parsing: text))
        second.time = first.time
        // The same requests at the same times get the same answers, refunds and repeated keys among them.
        let paths =
            ["/api/v1/credits", "/simulator/audit"] + first.service.tasks.map { "/api/v1/generations/\($0.id)" }
            + first.service.tasks.map { "/media/\($0.id)/1.\($0.recipe.format.fileExtension)" }
            + first.service.files.keys.map { "/api/v1/files/\($0)" }
        for _ in 0..<3 {
            for path in paths { #expect(first.get(path).body == second.get(path).body, "\(path)") }
            #expect(first.create(kling, key: "k1").body == second.create(kling, key: "k1").body)
            #expect(first.create(kling).body == second.create(kling).body)
            first.time += .milliseconds(400)
            second.time += .milliseconds(400)
        }
        #expect(first.service.snapshot() == second.service.snapshot())
    }

    /// Task by task, as a world's file has them, is the same as all at once.
    @Test func changesLeadToTheSameWorld() throws {
        var first = World()
        let start = first.service.snapshot()
        var second = try SimulatedService(snapshot: start)
        for body in [
            kling, #"{"model":"z-image","prompt":"[fail upstream]"}"#, "{}", #"{"model":"z-image","prompt":"[stuck]"}"#,
        ] {
            _ = first.create(body, key: body)
            if let change = first.service.lastChange { try second.apply(change) }
            first.time += .seconds(2)
            _ = first.get("/api/v1/credits")
            #expect(first.service.lastChange == nil)
        }
        let picture = Mosaic(ratio: AspectRatio(1, 1), hue: 0, pattern: 1).png()
        _ = first.upload(picture, kind: "image")
        try second.apply(#require(first.service.lastChange))
        #expect(second.snapshot() == first.service.snapshot())
        let twice = try #require(
            { () -> JSONValue? in
                _ = first.create(kling)
                return first.service.lastChange
            }())
        try second.apply(twice)
        #expect(throws: SimulatedService.SnapshotError.self) { try second.apply(twice) }
    }

    @Test(arguments: [
        "null", "{}", #"{"object":"simulator","version":2}"#, #"{"object":"simulator","version":1}"#,
        #"{"object":"simulator","version":1,"now":0,"requests":0,"balance":1,"tasks":[{}],"keys":[],"files":[]}"#,
        #"{"object":"simulator","version":1,"now":0,"requests":0,"balance":1,"tasks":[],"keys":[["k",0,9]],"files":[]}"#,
        #"{"object":"simulator","version":1,"now":0,"requests":0,"balance":1,"tasks":[],"keys":[],"files":[1]}"#,
    ])
    func damagedStateIsRefused(text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(throws: SimulatedService.SnapshotError.self) { try SimulatedService(snapshot: value) }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_778_457_600_000, "2026-05-11T00:00:00.000Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_735_689_599_001, "2024-12-31T23:59:59.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ])
    func timestampIsISO8601(milliseconds: Int, text: String) {
        #expect(Timestamp.text(milliseconds: milliseconds) == text)
    }
}
