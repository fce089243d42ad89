@testable import RivyaSimulator
import RivyaSyntax
import Testing

@Suite struct FileTests {
    let picture = Mosaic(ratio: AspectRatio(1, 1), hue: 0, pattern: 1).png()
    let movie = MovieClip.mp4(ratio: AspectRatio(1, 1), hue: 0, milliseconds: 5000)

    @Test func uploadedFileIsDescribed() {
        var world = World()
        let answer = world.upload(picture, kind: "image", name: "a \\\"b\\\".png")
        let id = answer.json["id"]?.string ?? ""
        #expect(answer.status == 200)
        #expect(
            answer.text == #"""
                {"id":"\#(id)","object":"file","url":"http://simulator.invalid/media/uploads/\#(id).png",\#
                "kind":"image","name":"a \"b\".png","mime_type":"image/png","size_bytes":\#(picture.count),\#
                "duration_token":null,"created_at":"2026-05-11T00:00:00.000Z"}
                """#
        )
        #expect(world.get("/api/v1/files/\(id)").body == answer.body)
        #expect(world.get("/api/v1/files/file_none").errorCode == "not_found")
        #expect(world.credits == 10_000)
    }

    @Test func referenceToAVideoNeedsItsToken() {
        var world = World()
        let file = world.upload(movie, kind: "video", fields: [("model", "wan-2-6")]).json
        let url = file["url"]?.string ?? ""
        let token = file["duration_token"]?.string ?? ""
        func body(_ more: String) -> String {
            #"{"model":"wan-2-6","prompt":"a","params":{"referenceMediaItems":[{"url":"\#(url)"\#(more)}]}}"#
        }
        #expect(world.create(body(#","kind":"video","durationToken":"\#(token)""#)).status == 200)
        #expect(world.create(body(#","kind":"video""#)).errorCode == "validation_failed")
        #expect(world.create(body(#","kind":"video","durationToken":"x""#)).errorCode == "validation_failed")
        #expect(world.create(body(#","kind":"image","durationToken":"\#(token)""#)).errorCode == "validation_failed")
    }

    @Test func uploadIsAlsoCheckedAgainstTheModelThatUsesIt() {
        var world = World()
        // Without a model a file of 50 MB is taken; wan-2-6 takes 10.
        let large = movie + [UInt8](repeating: 0, count: 11 << 20)
        let file = world.upload(large, kind: "video").json
        let answer = world.create(
            #"""
            {"model":"wan-2-6","prompt":"a","params":{"referenceMediaItems":[{"url":"\#(file["url"]?.string ?? "")",\#
            "kind":"video","durationToken":"\#(file["duration_token"]?.string ?? "")"}]}}
            """#
        )
        #expect(answer.json["error"]?["message"]?.string?.contains("larger") == true, "\(answer.text)")
    }

    @Test func anUploadMayBeForgotten() {
        var options = SimulatorOptions()
        options.uploadRetention = .seconds(60)
        var world = World(options)
        func body(_ url: String) -> String {
            #"""
            {"model":"nano-banana","prompt":"a","params":{"referenceMediaItems":[{"url":"\#(url)","kind":"image"}]}}
            """#
        }
        let first = body(world.upload(picture, kind: "image").json["url"]?.string ?? "")
        world.time += .seconds(59)
        #expect(world.create(first).status == 200)
        world.time += .seconds(1)
        #expect(world.create(first).errorCode == "validation_failed")
        #expect(world.create(body(world.upload(picture, kind: "image").json["url"]?.string ?? "")).status == 200)
    }

    @Test func badUploadsAreRefused() {
        var world = World()
        var refusals: [SimulatorAnswer] = []
        refusals.append(world.upload(picture, kind: "video"))
        refusals.append(world.upload(picture, kind: "picture"))
        refusals.append(world.upload(Array("hello".utf8), kind: "image"))
        refusals.append(world.upload([], kind: "image"))
        refusals.append(world.upload(picture, kind: "image", fields: [("model", "none")]))
        refusals.append(world.upload(picture, kind: "image", fields: [("model", "z-image")]))
        refusals.append(world.upload(picture, kind: "image", fields: [("purpose", "x")]))
        refusals.append(world.upload(picture, kind: "image", fields: [("kind", "image")]))
        let trace = String(repeating: "x", count: 129)
        refusals.append(world.upload(picture, kind: "image", fields: [("client_request_id", trace)]))
        refusals.append(world.upload(picture + [UInt8](repeating: 0, count: 10 << 20), kind: "image"))
        #expect(refusals.map(\.status) == refusals.map { _ in 400 })
        #expect(refusals.map(\.errorCode) == refusals.map { _ in "validation_failed" })
        #expect(world.service.files.isEmpty)
    }

    static let field = "Content-Disposition: form-data; name=\"a\""

    @Test(arguments: [
        ("", "multipart/form-data; boundary=b"),
        ("--b--", "multipart/form-data; boundary=b"),
        ("--b\r\n\(field)\r\n\r\nx\r\n--b--", "multipart/form-data"),
        ("--b\r\n\(field)\r\n\r\nx\r\n--b--", "application/json"),
        ("--b\r\n\(field)\r\n\r\nx", "multipart/form-data; boundary=b"),
        ("--b\r\n\(field)\r\n\r\nx\r\n--b", "multipart/form-data; boundary=b"),
        ("--b\n\(field)\n\nx\n--b--", "multipart/form-data; boundary=b"),
        ("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b"),
    ])
    func malformedBodyIsRefused(body: String, type: String) {
        #expect(throws: APIError.self) { try Multipart(Array(body.utf8), contentType: type) }
    }

    @Test func partsKeepTheirBytes() throws {
        let body =
            "--b\r\n\(Self.field)\r\n\r\n\r\n--b\r\n"
            + "content-disposition: form-data; filename=\"x;y\"; name=c\r\nContent-Type: text/plain\r\n\r\n"
            + "one\r\n--\r\n--a\r\n\r\n--b--\r\n"
        let form = try Multipart(Array(body.utf8), contentType: "Multipart/Form-Data; charset=x; boundary=\"b\"")
        #expect(form.parts.map(\.name) == ["a", "c"])
        #expect(form["a"]?.text == "")
        #expect(form["c"]?.filename == "x;y")
        #expect(form["c"]?.text == "one\r\n--\r\n--a\r\n")
    }
}
