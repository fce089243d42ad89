@testable import RivyaSimulator
import RivyaSyntax
import Testing

@Suite struct ValidationTests {
    /// Bodies that are refused, and what the message must name.
    static let refused: [(body: String, word: String)] = [
        ("", "JSON"),
        ("[]", "object"),
        (#"{"prompt":"a"}"#, "model"),
        (#"{"model":5,"prompt":"a"}"#, "model"),
        (#"{"model":"kling-9","prompt":"a"}"#, "kling-9"),
        (#"{"model":"gpt-5-2-chat","prompt":"a"}"#, "Chat"),
        (#"{"model":"z-image"}"#, "prompt"),
        (#"{"model":"z-image","prompt":null}"#, "prompt"),
        (#"{"model":"z-image","prompt":"  "}"#, "prompt"),
        (#"{"model":"z-image","prompt":"\#(String(repeating: "a", count: 1001))"}"#, "1000"),
        (#"{"model":"z-image","prompt":"\#(String(repeating: "🦊", count: 501))"}"#, "1000"),
        (#"{"model":"z-image","prompt":"a [refuse] b"}"#, "refused"),
        (#"{"model":"z-image","prompt":"a","files":[]}"#, "files"),
        (#"{"model":"z-image","prompt":"a","style":"b"}"#, "style"),
        (#"{"model":"z-image","prompt":"a","client_request_id":5}"#, "client_request_id"),
        (#"{"model":"z-image","prompt":"a","client_request_id":"\#(String(repeating: "x", count: 129))"}"#, "128"),
        (#"{"model":"z-image","prompt":"a","params":[]}"#, "params"),
        (#"{"model":"z-image","prompt":"a","params":null}"#, "params"),
        (#"{"model":"z-image","prompt":"a","params":{"duration":"5"}}"#, "duration"),
        // Selects travel as strings.
        (#"{"model":"kling-2-6","prompt":"a","params":{"duration":5}}"#, "string"),
        (#"{"model":"kling-2-6","prompt":"a","params":{"sound":false}}"#, "string"),
        (#"{"model":"kling-2-6","prompt":"a","params":{"duration":"7"}}"#, "5, 10"),
        (#"{"model":"kling-2-6","prompt":"a","params":{"duration":null}}"#, "string"),
        // Numbers travel as numbers, within bounds and on steps.
        (#"{"model":"kling-v2-1-master","prompt":"a","params":{"cfg_scale":"0.5"}}"#, "number"),
        (#"{"model":"kling-v2-1-master","prompt":"a","params":{"cfg_scale":1.01}}"#, "at most 1"),
        (#"{"model":"kling-v2-1-master","prompt":"a","params":{"cfg_scale":-0.1}}"#, "at least 0"),
        (#"{"model":"kling-v2-1-master","prompt":"a","params":{"negative_prompt":1}}"#, "string"),
        (#"{"model":"seedream-3-0","prompt":"a","params":{"guidance_scale":2.55}}"#, "multiple of 0.1"),
        (#"{"model":"grok-imagine-video","prompt":"a","params":{"duration":6.5}}"#, "multiple of 1"),
        (#"{"model":"elevenlabs-turbo-2-5","prompt":"a"}"#, "params.voice"),
        (#"{"model":"elevenlabs-dialogue-v3"}"#, "params.dialogue"),
        (#"{"model":"elevenlabs-dialogue-v3","params":{"dialogue":[]}}"#, "dialogue"),
        (#"{"model":"elevenlabs-dialogue-v3","params":{"dialogue":[{"voice":"Adam"}]}}"#, "text"),
        (
            #"{"model":"elevenlabs-dialogue-v3","params":{"dialogue":[{"voice":"Adam","text":"a","mood":"b"}]}}"#,
            "mood"
        ),
    ]

    @Test(arguments: refused)
    func badBodyIsRefused(body: String, word: String) {
        var world = World()
        let answer = world.create(body)
        #expect(answer.status == 400)
        #expect(answer.errorCode == "validation_failed")
        #expect(answer.json["error"]?["message"]?.string?.contains(word) == true, "\(answer.text)")
        #expect(world.credits == 10_000)
    }

    /// What the pages of the two Kling models show as a request with a reference.
    private static let reference = #"""
        "referenceMediaItems":[{"url":"https://cdn.example.com/reference-image.png","kind":"image",\#
        "name":"reference-image.png","mimeType":"image/png"}]
        """#

    @Test(arguments: [
        kling,
        #"{"model":"kling-2-6","prompt":"a","params":{"duration":"5","aspect_ratio":"1:1",\#(reference)}}"#,
        #"{"model":"kling-v2-1-master","prompt":"a","params":{"cfg_scale":0.5,\#(reference)}}"#,
        #"{"model":"z-image","prompt":"a"}"#,
        #"{"model":"z-image","prompt":"\#(String(repeating: "🦊", count: 500))"}"#,
        #"{"model":"z-image","prompt":"a","params":{},"client_request_id":"x"}"#,
        #"{"model":"kling-v2-1-master","prompt":"a","params":{"cfg_scale":0.123,"negative_prompt":""}}"#,
        #"{"model":"seedream-3-0","prompt":"a","params":{"guidance_scale":2.6,"seed":0}}"#,
        #"{"model":"elevenlabs-dialogue-v3","params":{"dialogue":[{"voice":"Adam","text":"Hello"}]}}"#,
    ])
    func goodBodyIsAccepted(body: String) {
        var world = World()
        let answer = world.create(body)
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// Lists of references that are refused by `kling-2-6`, which takes one image.
    static let refusedReferences: [(items: String, word: String)] = [
        (#"{}"#, "list"),
        (#"["http://a.example/x.png"]"#, "objects"),
        (#"[{"kind":"image"}]"#, "url"),
        (#"[{"url":"ftp://a.example/x.png","kind":"image"}]"#, "url"),
        (#"[{"url":"https:///x.png","kind":"image"}]"#, "url"),
        (#"[{"url":"https://a.example/x.png"}]"#, "kind"),
        (#"[{"url":"https://a.example/x.png","kind":"picture"}]"#, "kind"),
        (#"[{"url":"https://a.example/x.mp4","kind":"video"}]"#, "video"),
        (#"[{"url":"https://a.example/x.png","kind":"image","mime_type":"image/png"}]"#, "mime_type"),
        (#"[{"url":"https://a.example/x.gif","kind":"image","mimeType":"image/gif"}]"#, "image/gif"),
        (#"[{"url":"https://a.example/x.png","kind":"image","name":5}]"#, "name"),
        (#"[{"url":"https://a.example/x.png","kind":"image","durationSeconds":"5"}]"#, "durationSeconds"),
        (
            #"[{"url":"https://a.example/x.png","kind":"image"},{"url":"https://a.example/y.png","kind":"image"}]"#,
            "at most 1"
        ),
        (#"[{"url":"http://simulator.invalid/media/uploads/file_none.png","kind":"image"}]"#, "uploaded"),
    ]

    @Test(arguments: refusedReferences)
    func badReferenceIsRefused(items: String, word: String) {
        var world = World()
        let answer = world.create(
            #"{"model":"kling-2-6","prompt":"a","params":{"referenceMediaItems":\#(items)}}"#
        )
        #expect(answer.errorCode == "validation_failed")
        #expect(answer.json["error"]?["message"]?.string?.contains(word) == true, "\(answer.text)")
    }

    @Test func referencesFollowTheModel() {
        var world = World()
        let image = #"{"url":"https://cdn.example.com/a.png","kind":"image","name":"a.png","mimeType":"image/png"}"#
        let video = #"{"url":"https://cdn.example.com/a.mp4","kind":"video"}"#
        func body(_ model: String, _ items: [String]) -> String {
            let list = items.joined(separator: ",")
            return #"{"model":"\#(model)","prompt":"a","params":{"referenceMediaItems":[\#(list)]}}"#
        }
        #expect(world.create(body("kling-2-6", [image])).status == 200)
        #expect(world.create(body("z-image", [image])).errorCode == "validation_failed")
        // Nine images, or one video with up to five.
        let images = [String](repeating: image, count: 9)
        #expect(world.create(body("happyhorse-1-0", images)).status == 200)
        #expect(world.create(body("happyhorse-1-0", images + [image])).status == 400)
        #expect(world.create(body("happyhorse-1-0", images.prefix(5) + [video])).status == 200)
        #expect(world.create(body("happyhorse-1-0", images.prefix(6) + [video])).status == 400)
    }

    @Test func contentTypeIsNeeded() {
        var world = World()
        let answer = world.send(
            SimulatorRequest(
                method: "POST", path: "/api/v1/generations", headers: [World.key], body: Array(kling.utf8)
            )
        )
        #expect(answer.errorCode == "validation_failed")
    }
}
