import RivyaRuns
import RivyaSyntax
import Testing

@testable import RivyaGallery

@Suite struct GalleryContentTests {
    private func run(_ cells: [GalleryCell], title: String = "sweep.rivya", isLive: Bool = false) -> GalleryRun {
        GalleryRun(id: "20261121-085703", title: title, started: 1_795_000_000.5, isLive: isLive, cells: cells)
    }

    /// The value that `data.js` gives the page.
    private func value(_ content: GalleryContent) throws -> JSONValue {
        let text = String(decoding: content.data, as: UTF8.self)
        let start = "window.rivyaGallery="
        #expect(text.hasPrefix(start))
        #expect(text.hasSuffix(";\n"))
        return try JSONValue(parsing: Array(text.dropFirst(start.count).dropLast(2).utf8))
    }

    private func firstCell(_ content: GalleryContent) throws -> JSONValue {
        let runs = try #require(try value(content)["runs"]?.elements)
        return try #require(runs[0]["cells"]?.elements?.first)
    }

    private func content(
        _ cells: [GalleryCell], title: String = "sweep.rivya", media: MediaPlacement = .linked(from: "/p/gallery")
    ) -> GalleryContent {
        GalleryContent([run(cells, title: title)], media: media, time: 1_795_000_100)
    }

    private let full = GalleryCell(
        JobLabel(
            index: 3, name: "fox", model: "kling-2-6",
            axes: [Axis("style", .string("ink")), Axis("duration", .number(.whole(10)))], tags: ["pilot"]),
        key: CellKey(stored: String(repeating: "ab", count: 32)),
        prompt: "a fox",
        state: .ended(.succeeded),
        credits: .whole(70),
        charge: .charged(.whole(70)),
        taskID: "t-3",
        files: [
            GalleryFile(path: "/p/out/3 fox.mp4", sha256: String(repeating: "0f", count: 32), bytes: 6800),
            GalleryFile(path: "/p/out/3-2.png"),
        ],
        seconds: 41.25049,
        times: GalleryCell.Times(submitted: 1_795_000_001, accepted: 1_795_000_001.4, ended: 1_795_000_042.25),
        request: Array(#"{"model":"kling-2-6","params":{"seed":12345678901234567890}}"#.utf8),
        origin: JobSpecification.Origin(file: "sweep.rivya", line: 4, statement: "gen kling-2-6 \"a fox\""),
        judgment: Judgment(stars: 4, verdict: .pick, tags: ["calm"], note: "the one", time: 1_795_000_050)
    )

    @Test func aCellHoldsAllThatIsKnown() throws {
        let cell = try firstCell(content([full]))
        #expect(cell["index"] == .number(.whole(3)))
        #expect(cell["cell"] == .string(String(repeating: "ab", count: 32)))
        #expect(cell["axes"]?.text == #"[["style","ink"],["duration",10]]"#)
        #expect(cell["state"] == .string("succeeded"))
        #expect(cell["charge"] == .string("charged"))
        #expect(cell["charged"] == .number(.whole(70)))
        #expect(cell["seconds"]?.text == "41.25")
        #expect(cell["accepted"]?.text == "1795000001.4")
        #expect(cell["statement"] == .string("gen kling-2-6 \"a fox\""))
        #expect(cell["line"] == .number(.whole(4)))
        // As text, since a script would round the seed.
        #expect(cell["request"] == .string(#"{"model":"kling-2-6","params":{"seed":12345678901234567890}}"#))
        #expect(
            cell["judgment"]?.text == #"{"stars":4,"pick":"pick","tags":["calm"],"note":"the one","at":1795000050}"#)
        #expect(
            cell["files"]?.elements?.first?.text
                == #"{"src":"../out/3%20fox.mp4","kind":"video","name":"3 fox.mp4","path":"/p/out/3 fox.mp4","#
                + #""sha256":"\#(String(repeating: "0f", count: 32))","bytes":6800}"#)
    }

    @Test func whatIsNotKnownIsLeftOut() throws {
        let cell = try firstCell(content([GalleryCell(planned: JobLabel(index: 1, model: "veo-3"), prompt: nil)]))
        #expect(cell.object?.map(\.key) == ["index", "model", "axes", "state"])
        #expect(cell["state"] == .string("planned"))
    }

    @Test func aFailureTellsItsReason() throws {
        let failure = JobFailure("generation_failed", "no", help: "again", requestID: "r-9")
        let cell = try firstCell(
            content([
                GalleryCell(
                    JobLabel(index: 1, model: "m"), state: .ended(.failed), charge: .unknown, failure: failure)
            ]))
        #expect(
            cell["failure"]?.text == #"{"code":"generation_failed","message":"no","help":"again","request":"r-9"}"#)
        #expect(cell["charge"] == .string("unknown"))
        #expect(cell["charged"] == nil)
    }

    @Test(arguments: [
        "</script><script>alert(1)</script>", "\"};alert(1);//", "\u{2028}\u{2029}", "\\", "\u{202E}txt",
        String(repeating: "狐", count: 10000),
    ])
    func textFromAnywhereIsDataOnly(evil: String) throws {
        let cell = GalleryCell(
            JobLabel(index: 1, name: evil, model: evil, axes: [Axis(evil, .string(evil))], tags: [evil]),
            prompt: evil, state: .ended(.failed), failure: JobFailure(evil, evil, help: evil), request: Array(evil.utf8)
        )
        let content = content([cell], title: evil)
        // One statement on lines of its own, whatever the text: what is read back is what was put in.
        let read = try firstCell(content)
        for key in ["name", "model", "prompt", "request"] { #expect(read[key] == .string(evil)) }
        #expect(read["axes"] == .array([.array([.string(evil), .string(evil)])]))
        #expect(String(decoding: content.data, as: UTF8.self).split(separator: "\n").count == 2)
    }

    /// `__proto__` as a key of an object literal would set the prototype.
    @Test func namesAreNeverKeys() throws {
        let cell = GalleryCell(
            JobLabel(index: 1, model: "m", axes: [Axis("__proto__", .string("x"))]), state: .planned)
        #expect(!String(decoding: content([cell]).data, as: UTF8.self).contains("\"__proto__\":"))
    }

    @Test func copiedMediaLieBesideThePage() throws {
        let copied = content([full], media: .copied)
        #expect(
            copied.media.map(\.reference) == [
                "media/20261121-085703/3-1-3%20fox.mp4", "media/20261121-085703/3-2-3-2.png",
            ])
        #expect(copied.media.map(\.path) == ["/p/out/3 fox.mp4", "/p/out/3-2.png"])
        #expect(content([full]).media.isEmpty)
        let file = try #require(try firstCell(copied)["files"]?.elements?.first)
        #expect(file["path"] == .string("media/20261121-085703/3-1-3 fox.mp4"))
    }

    @Test func aLongFileNameGivesWay() {
        let name = String(repeating: "n", count: 250) + ".mp4"
        let cell = GalleryCell(
            JobLabel(index: 7, model: "m"), state: .ended(.succeeded), files: [GalleryFile(path: "/p/" + name)])
        #expect(content([cell], media: .served).media[0].reference == "media/20261121-085703/7-1-result.mp4")
    }

    @Test func aCopiedGalleryTellsNothingOfTheMachine() throws {
        let statement = #"gen kling-2-6 "a fox and/or an owl" ref="/srv/ada/my refs/fox.png" ref=/srv/ada/b/owl.png"#
        var cell = full
        cell.label.axes = [Axis("ref", .string("/srv/ada/a/fox.png")), Axis("other", .string("/srv/ada/b/fox.png"))]
        cell.origin = JobSpecification.Origin(file: "/srv/ada/sweep.rivya", line: 1, statement: statement)
        cell.failure = JobFailure("local", "`/srv/ada/out/3.mp4` cannot be written: see /srv/ada/log, or https://a.b/c")
        cell.label.name = "clip of /srv/ada/a/fox.png"
        cell.label.tags = ["/srv/ada/tagged", "hero"]
        cell.files[0].path = "/p/out/3-clip of -srv-ada-a-fox.png.mp4"
        let copied = content([cell], title: "/srv/ada/sweep.rivya", media: .copied)
        let text = String(decoding: copied.data, as: UTF8.self)
        #expect(!text.contains("/srv/"))
        #expect(!text.contains("ada"))
        let read = try firstCell(copied)
        // Three files are called `fox.png`, and are told apart by what differs.
        #expect(
            read["statement"]
                == .string(#"gen kling-2-6 "a fox and/or an owl" ref="my refs/fox.png" ref=owl.png"#))
        #expect(read["axes"]?.text == #"[["ref","a/fox.png"],["other","b/fox.png"]]"#)
        #expect(read["failure"]?["message"] == .string("`3.mp4` cannot be written: see log, or https://a.b/c"))
        #expect(read["tags"]?.text == #"["tagged","hero"]"#)
        #expect(read["files"]?.elements?.first?["name"] == .string("3-1-3-clip of a-fox.png.mp4"))
        #expect(copied.media[0].path == cell.files[0].path)
        // A linked gallery stays where its files are.
        #expect(String(decoding: content([cell]).data, as: UTF8.self).contains("/srv/ada/sweep.rivya"))
    }

    @Test func onlyTheTimeDiffersInUnchangedData() {
        let early = GalleryContent([run([full])], media: .served, time: 1).data
        let late = GalleryContent([run([full])], media: .served, time: 2.5).data
        let live = GalleryContent([run([full], isLive: true)], media: .served, time: 2.5).data
        #expect(early != late)
        #expect(GalleryContent.isUnchanged(late, from: early))
        #expect(!GalleryContent.isUnchanged(live, from: late))
    }

    @Test(arguments: [
        ("/a/b/c.mp4", "/a/b", "c.mp4"), ("/a/c.mp4", "/a/b", "../c.mp4"), ("/c.mp4", "/a/b", "../../c.mp4"),
        ("/a/./b/../x y/ü%.PNG", "/a/", "x%20y/%C3%BC%25.PNG"), ("/a/b:c.mp4", "/a", "b%3Ac.mp4"),
        ("/ab/c.mp4", "/a", "../ab/c.mp4"),
    ])
    func linksAreRelative(path: String, folder: String, reference: String) {
        #expect(MediaLink(path: path, from: folder).reference == reference)
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue]? {
        if case .array(let elements) = self { Array(elements) } else { nil }
    }
}
