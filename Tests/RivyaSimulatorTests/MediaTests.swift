import RivyaCatalog
@testable import RivyaSimulator
import RivyaSyntax
import Testing

@Suite struct MediaTests {
    /// The box of an MP4 file, without its head.
    private func box(_ type: String, of file: [UInt8]) -> [UInt8] {
        var found: [UInt8] = []
        MovieClip.forEachBox(in: file, file.indices) { if $0 == type { found = Array(file[$1]) } }
        return found
    }

    @Test(arguments: ["kling-2-6", "kling-v2-1-master"], ["5", "10"])
    func clipsHaveTheAskedDurationAndRatio(model: String, duration: String) throws {
        for (ratio, width, height) in [("16:9", 320, 180), ("9:16", 180, 320), ("1:1", 240, 240)] {
            var world = World()
            let params = #"{"duration":"\#(duration)","aspect_ratio":"\#(ratio)"}"#
            let answer = try #require(
                world.results(#"{"model":"\#(model)","prompt":"a","params":\#(params)}"#).first
            )
            #expect(answer.header("content-type") == "video/mp4")
            let movie = box("mvhd", of: answer.body)
            #expect(movie.bigEndian32(at: 12) == 1000)
            #expect(movie.bigEndian32(at: 16) == (duration == "5" ? 5000 : 10_000))
            let media = box("mdhd", of: answer.body)
            #expect(media.bigEndian32(at: 16) / media.bigEndian32(at: 12) == UInt32(duration))
            // 80 frames of equal length; the track's size is a number with 16 bits behind the point.
            let table = box("stts", of: answer.body)
            #expect(table.bigEndian32(at: 4) == 1)
            #expect(table.bigEndian32(at: 8) * table.bigEndian32(at: 12) == media.bigEndian32(at: 16))
            let track = box("tkhd", of: answer.body)
            #expect(track.bigEndian32(at: 76) >> 16 == UInt32(width))
            #expect(track.bigEndian32(at: 80) >> 16 == UInt32(height))
        }
    }

    @Test func everyClipAndToneIsEmbedded() {
        for ratio in MovieClip.ratios {
            for hue in 0..<MovieClip.hues {
                let name = "video-\(ratio.width)x\(ratio.height)-\(hue).mp4"
                let clip = EmbeddedMedia.file(name)
                #expect(clip.map { box("stts", of: $0).bigEndian32(at: 4) } == 1, "\(name)")
            }
        }
        for pitch in 0..<AudioClip.pitches {
            #expect(EmbeddedMedia.file("audio-\(pitch).mp3").map { AudioClip.mp3Frames(of: $0).count } == 47)
            #expect(EmbeddedMedia.file("audio-\(pitch).ogg")?.starts(with: Array("OggS".utf8)) == true)
        }
    }

    /// Model, its parameters, and what comes of them: type, pixels, seconds.
    static let results: [(model: String, params: String, type: String, size: String, seconds: Double?)] = [
        ("kling-v2-1-master", #"{"duration":"10","aspect_ratio":"9:16"}"#, "video/mp4", "180x320", 10),
        ("kling-3-0", #"{"duration":"3","aspect_ratio":"1:1"}"#, "video/mp4", "240x240", 3),
        ("happyhorse-1-0", #"{"duration":3.5,"aspect_ratio":"4:3"}"#, "video/mp4", "320x240", 3.5),
        ("grok-imagine-video", #"{"duration":30}"#, "video/mp4", "200x300", 30),
        ("sora-2", #"{"n_frames":"15","aspect_ratio":"portrait"}"#, "video/mp4", "180x320", 15),
        ("seedance-1-0-lite", #"{"aspect_ratio":"9:21"}"#, "video/mp4", "144x336", 5),
        ("hailuo-pro", "{}", "video/mp4", "320x180", 5),
        ("z-image", "{}", "image/png", "512x512", nil),
        ("z-image", #"{"aspect_ratio":"16:9"}"#, "image/png", "512x288", nil),
        ("nano-banana", #"{"imageSize":"4:5","output_format":"jpeg"}"#, "image/jpeg", "384x480", nil),
        ("nano-banana-2", #"{"aspect_ratio":"8:1"}"#, "image/jpeg", "512x64", nil),
        ("flux-kontext-pro", #"{"aspectRatio":"21:9"}"#, "image/jpeg", "504x216", nil),
        ("seedream-4-0", #"{"image_size":"portrait_3_2"}"#, "image/png", "336x504", nil),
        ("elevenlabs-sound-effect-v2", #"{"duration_seconds":2.5}"#, "audio/mpeg", "", 2.5),
        ("elevenlabs-sound-effect-v2", #"{"output_format":"pcm_16000"}"#, "audio/wav", "", 3),
        ("elevenlabs-sound-effect-v2", #"{"output_format":"opus_48000_64"}"#, "audio/ogg", "", 3),
        ("suno-music", "{}", "audio/mpeg", "", 1),
    ]

    @Test(arguments: results)
    func resultsAreWhatWasAskedFor(
        model: String, params: String, type: String, size: String, seconds: Double?
    ) throws {
        var world = World()
        let answer = try #require(
            world.results(#"{"model":"\#(model)","prompt":"a fox","params":\#(params)}"#).first
        )
        #expect(answer.header("content-type") == type)
        guard let probe = try Probe(answer.body) else { return }
        #expect(probe.size == size)
        if let seconds { #expect(abs(probe.seconds - seconds) < 0.06, "\(probe.seconds)") }
        #expect(probe.errors == "")
    }

    @Test(arguments: ["png", "jpg", "mp4", "mp3", "wav"])
    func paddingLeavesMediaPlayable(format: String) throws {
        let formats: [String: MediaRecipe.Format] = [
            "png": .png, "jpg": .jpeg, "mp4": .mp4, "mp3": .mp3, "wav": .wav(sampleRate: 8000),
        ]
        var recipe = MediaRecipe(
            format: try #require(formats[format]), ratio: AspectRatio(1, 1), milliseconds: 2000, variety: 5, count: 1
        )
        for variety in 0..<3 {
            recipe.variety = UInt64(variety)
            let plain = recipe.file(number: 1)
            for bytes in [plain.count - 1, plain.count + 1, 1_000_000] {
                let padded = recipe.file(number: 1, minimumBytes: bytes)
                #expect(padded.count >= bytes)
                #expect(padded.count <= max(plain.count, bytes) + 12)
                guard let probe = try Probe(padded) else { return }
                #expect(probe.errors == "")
                if recipe.format.type.kind != .image { #expect(abs(probe.seconds - 2) < 0.06) }
            }
        }
    }

    @Test func colourFollowsTheRequest() {
        func picture(_ prompt: String, _ params: String = "{}") -> [UInt8] {
            var world = World()
            return world.results(#"{"model":"z-image","prompt":"\#(prompt)","params":\#(params)}"#).first?.body ?? []
        }
        #expect(!picture("a").isEmpty)
        #expect(picture("a") == picture("a"))
        #expect(picture("a") != picture("b"))
        #expect(picture("a", #"{"aspect_ratio":"4:3"}"#) != picture("a", #"{"aspect_ratio":"3:4"}"#))
        // The next take of the same request looks different.
        var world = World()
        let first = world.results(#"{"model":"z-image","prompt":"a"}"#).first?.body
        #expect(world.results(#"{"model":"z-image","prompt":"a"}"#).first?.body != first)
    }

    @Test func taskCanHaveSeveralResults() {
        var world = World()
        let results = world.results(#"{"model":"seedream-4-0","prompt":"a","params":{"max_images":3}}"#)
        #expect(results.map(\.status) == [200, 200, 200])
        #expect(Set(results.map(\.body)).count == 3)
    }

    @Test func rangesAreServed() {
        var world = World()
        let id = world.task(kling)
        let path = "/media/\(id)/1.mp4"
        #expect(world.get(path, []).status == 404)
        world.time += .seconds(30)
        let whole = world.get(path, [])
        let count = whole.body.count
        let tag = whole.header("etag") ?? ""
        #expect(whole.status == 200)
        #expect(whole.header("accept-ranges") == "bytes")
        #expect(whole.header("content-length") == "\(count)")

        let part = world.get(path, [("Range", "bytes=1000-1999")])
        #expect(part.status == 206)
        #expect(part.body == Array(whole.body[1000..<2000]))
        #expect(part.header("content-range") == "bytes 1000-1999/\(count)")
        #expect(part.header("content-length") == "1000")
        #expect(world.get(path, [("Range", "bytes=1000-"), ("If-Range", tag)]).body == Array(whole.body[1000...]))
        #expect(world.get(path, [("Range", "bytes=1000-"), ("If-Range", "\"old\"")]).status == 200)
        let beyond = world.get(path, [("Range", "bytes=\(count)-")])
        #expect(beyond.status == 416)
        #expect(beyond.header("content-range") == "bytes */\(count)")
        #expect(world.get(path, [("If-None-Match", tag)]).status == 304)
        let head = world.send(SimulatorRequest(method: "HEAD", path: path))
        #expect(head.body.isEmpty)
        #expect(head.header("content-length") == "\(count)")
        for other in ["2.mp4", "0.mp4", "1.png", "1", "x.mp4"] {
            #expect(world.get("/media/\(id)/\(other)", []).status == 404)
        }
    }

    static let ranges: [(header: String, range: ByteRange?)] = [
        ("bytes=0-0", .bytes(0..<1)), ("bytes=5-", .bytes(5..<10)), ("bytes=5-99", .bytes(5..<10)),
        ("bytes=-3", .bytes(7..<10)), ("bytes=-99", .bytes(0..<10)), ("bytes=10-", .unsatisfiable),
        ("bytes=-0", .unsatisfiable), ("bytes=5-4", nil), ("bytes=0-1,3-4", nil), ("items=0-1", nil), ("bytes=-", nil),
        ("bytes=+1-2", nil), ("bytes=a-b", nil), ("bytes=0-99999999999999999999", nil),
    ]

    @Test(arguments: ranges)
    func rangeHeaderIsRead(header: String, range: ByteRange?) {
        #expect(ByteRange(header, length: 10) == range)
    }

    @Test func resultURLsExpire() {
        var options = SimulatorOptions()
        options.resultLifetime = .seconds(60)
        var world = World(options)
        let id = world.task(kling)
        world.time += .seconds(30)
        func url() -> String {
            World.path(world.get("/api/v1/generations/\(id)").json["result"]?["primary_url"]?.string ?? "")
        }
        let first = url()
        #expect(world.get(first, []).status == 200)
        world.time += .seconds(60)
        #expect(world.get(first, []).status == 403)
        #expect(world.get(url(), []).status == 200)
        #expect(world.get("/media/\(id)/1.mp4", []).status == 403)
    }
}
