import Foundation
import RivyaSyntax
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Pages of runs: written while a run goes on, on demand, copied, served, judged.
@Suite struct GalleryTests {
    /// Six cells, of which one fails.
    private let sweep = """
        for subject in [fox, owl, "a hare [fail]"], style in [ink, oil] {
            gen z-image "a $subject, $style style"
        }
        """

    /// What `data.js` holds.
    private func data(_ workplace: Workplace, _ path: String) throws -> JSONValue {
        let text = try workplace.read(path + "/data.js")
        let start = try #require(text.firstIndex(of: "{"))
        let end = try #require(text.lastIndex(of: "}"))
        return try JSONValue(parsing: Array(text[start...end].utf8))
    }

    private func run(_ workplace: Workplace) throws -> String {
        let folders = try FileManager.default.contentsOfDirectory(atPath: workplace.path + "/rivya-out")
        return try #require(folders.sorted().last)
    }

    private func cells(_ data: JSONValue) -> [JSONValue] { data["runs"]?.array?.last?["cells"]?.array ?? [] }

    @Test func aRunKeepsItsPage() async throws {
        let workplace = try Workplace()
        try workplace.write(sweep, to: "s.rivya")
        let ending = try await workplace.simulate("s.rivya")
        let run = try run(workplace)
        #expect(ending.errors.contains("gallery: rivya-out/\(run)/gallery/index.html\n"))
        let data = try data(workplace, "rivya-out/\(run)/gallery")
        #expect(cells(data).count == 6)
        #expect(data["media"]?.string == "linked")
        #expect(data["runs"]?.array?.first?["live"]?.bool == false)
        for cell in cells(data) {
            #expect(cell["axes"]?.array?.count == 2)
            #expect(cell["statement"]?.string?.hasPrefix("gen z-image \"a ") == true)
            guard let file = cell["files"]?.array?.first else {
                #expect(cell["failure"]?["message"]?.string?.isEmpty == false)
                continue
            }
            let link = try #require(file["src"]?.string?.removingPercentEncoding)
            #expect(workplace.exists("rivya-out/\(run)/gallery/\(link)"))
        }
        #expect(cells(data).contains { $0["state"]?.string == "succeeded" })
    }

    @Test func aRunWithoutAPage() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox", to: "s.rivya")
        let ending = try await workplace.simulate("s.rivya", "--no-gallery")
        #expect(ending.code == 0)
        #expect(!ending.text.contains("gallery"))
        #expect(workplace.files().count == 1)
        #expect(!workplace.exists("rivya-out/\(try run(workplace))/gallery"))
    }

    /// A page that cannot be written is told of; the run is what it would have been.
    @Test func aPageThatCannotBeWrittenFailsNothing() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox --save out/fox.png", to: "s.rivya")
        try workplace.write("in the way", to: "rivya-out")
        let ending = try await workplace.simulate("s.rivya")
        #expect(ending.code == 0)
        #expect(ending.errors.contains("warning: the gallery was not written: "))
        #expect(workplace.exists("out/fox.png"))
    }

    @Test func whatWasNeverSentIsThere() async throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            set on_error stop
            set concurrency 1
            for n in 1..4 { gen z-image "fox $n [fail]" }
            """, to: "s.rivya")
        let ending = try await workplace.simulate("s.rivya")
        #expect(ending.code == 1)
        let run = try run(workplace)
        let states = cells(try data(workplace, "rivya-out/\(run)/gallery")).compactMap { $0["state"]?.string }
        #expect(states == ["failed", "cancelled", "cancelled", "cancelled"])
        // A page that is made later knows them too.
        let later = try await workplace.rivya("gallery", "--simulate", "--out", "later")
        #expect(later.code == 0)
        let found = cells(try data(workplace, "later"))
        #expect(found.count == 4)
        #expect(found[3]["prompt"]?.string == "fox 4 [fail]")
        #expect(found[3]["axes"]?.array?.first?.array?.last?.int == 4)
    }

    @Test func aCopyTellsNothingOfTheMachine() async throws {
        let workplace = try Workplace()
        try workplace.write(
            sweep + "\ngen z-image \"x\" --save \"\(workplace.path)/rivya-out/own.{ext}\"\n", to: "s.rivya")
        _ = try await workplace.start(["run", workplace.path + "/s.rivya", "--simulate", "--poll", "20ms"]).end()
        let ending = try await workplace.rivya("gallery", "--simulate", "--copy", "--out", "share")
        #expect(ending.code == 0)
        #expect(ending.output == "share/index.html\n")
        let files = workplace.files(below: "share")
        #expect(files.contains { $0.hasPrefix("media/") })
        for file in files {
            let bytes = try workplace.bytes("share/" + file)
            #expect(bytes.firstRange(of: Array(workplace.path.utf8)) == nil)
        }
        for cell in cells(try data(workplace, "share")) {
            for file in cell["files"]?.array ?? [] {
                let link = try #require(file["src"]?.string?.removingPercentEncoding)
                #expect(workplace.exists("share/" + link))
            }
        }
    }

    @Test(arguments: [
        (["gallery", "--copy", "--simulate"], "--copy makes a folder to take along"),
        (["gallery", "--port", "70000"], "--port must be between 0 and 65535"),
        (["gallery"], "there is one of simulated runs: `--simulate`"),
        (["gallery", "nope", "--simulate"], "there is no run `nope`"),
        (["gallery", "--simulate", "--out", "taken"], "holds an `index.html` that is not a gallery's"),
        (["gallery", "--simulate", "--import", "none.json"], "`none.json` cannot be read"),
        (["gallery", "--simulate", "--import", "s.rivya"], "`s.rivya` is no file of judgments"),
    ])
    func whatIsWrongIsSaid(arguments: [String], message: String) async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox", to: "s.rivya")
        try workplace.write("mine", to: "taken/index.html")
        _ = try await workplace.simulate("s.rivya")
        let ending = try await workplace.start(arguments).end()
        #expect(ending.code == 2)
        #expect(ending.errors.contains(message))
        #expect(try workplace.read("taken/index.html") == "mine")
    }

    // MARK: - Served and judged

    @Test func judgmentsGoToTheLedger() async throws {
        let workplace = try Workplace()
        try workplace.write(sweep, to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        let run = try run(workplace)
        let server = try workplace.start(["gallery", "--simulate", "--serve"])
        try await server.wait(for: "^C ends it")
        let address = try #require(
            try server.said().output.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") })
        let url = try #require(URL(string: String(address)))
        let token = try #require(address.split(separator: "=").last)

        func request(_ path: String) throws -> URLRequest {
            var request = URLRequest(url: try #require(URL(string: path, relativeTo: url)))
            request.setValue(String(token), forHTTPHeaderField: "X-Rivya-Token")
            return request
        }
        let text = String(decoding: try await URLSession.shared.data(for: request("/data.js")).0, as: UTF8.self)
        let served = try JSONValue(
            parsing: Array(text[text.firstIndex(of: "{")!...text.lastIndex(of: "}")!].utf8))
        let cell = try #require(cells(served).first { $0["index"]?.int == 2 })
        let link = try #require(cell["files"]?.array?.first?["src"]?.string)
        let media = try await URLSession.shared.data(for: request("/" + link)).0
        #expect(media.count == cell["files"]?.array?.first?["bytes"]?.int)

        var post = try request("/judgments")
        post.httpMethod = "POST"
        post.setValue("http://127.0.0.1:\(try #require(url.port))", forHTTPHeaderField: "Origin")
        post.setValue("application/json", forHTTPHeaderField: "Content-Type")
        func judge(_ members: [JSONValue.Member]) async throws -> Int {
            var post = post
            post.httpBody = Data(JSONValue.object(members).text.utf8)
            return (try await URLSession.shared.data(for: post).1 as? HTTPURLResponse)?.statusCode ?? 0
        }
        let judgment: [JSONValue.Member] = [
            .init("run", .string(run)), .init("index", .number(.whole(2))), .init("cell", cell["cell"] ?? .null),
            .init("stars", .number(.whole(4))), .init("pick", .string("pick")),
            .init("tags", .array([.string("warm")])),
            .init("note", .string("soft <b>light</b>")),
        ]
        #expect(try await judge(judgment) == 200)
        #expect(try await judge(Array(judgment.dropFirst())) == 422)
        #expect(try await judge([.init("run", .string(run)), .init("index", .number(.whole(99)))]) == 422)
        #expect(
            try await judge(
                [.init("run", .string(run)), .init("index", .number(.whole(2))), .init("cell", .string("x"))]) == 422)
        server.send(signal: SIGINT)
        #expect(try await server.end().code == 0)

        let found = try await workplace.rivya("jobs", "--simulate", "--json", "--where", "rating >= 4 and pick")
        #expect(try jsonLines(found.output).compactMap { $0["index"] as? Int } == [2])
        let export = try await workplace.rivya("export", "--simulate", "--jsonl", "--where", "tag == warm")
        let row = try #require(try jsonLines(export.output).first)
        #expect(row["rating"] as? Int == 4)
        #expect(row["pick"] as? String == "pick")
        #expect(row["note"] as? String == "soft <b>light</b>")
        // The page on disk has it as well.
        let page = cells(try data(workplace, "rivya-out/\(run)/gallery"))
        #expect(page.first { $0["index"]?.int == 2 }?["judgment"]?["stars"]?.int == 4)
    }

    @Test func judgmentsOfAPageWithoutAServerAreTakenOver() async throws {
        let workplace = try Workplace()
        try workplace.write(sweep, to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        let run = try run(workplace)
        try workplace.write(
            """
            {"rivyaJudgments":1,"judgments":[
              {"run":"\(run)","index":1,"stars":5,"pick":null,"tags":[],"note":"","at":1700000000},
              {"run":"other","index":1,"stars":5,"pick":null,"tags":[],"note":"","at":1700000000}]}
            """, to: "judgments.json")
        let ending = try await workplace.rivya("gallery", "--simulate", "--import", "judgments.json")
        #expect(ending.code == 0)
        #expect(ending.errors.contains("1 judgment taken over\n"))
        #expect(ending.errors.contains("1 judgment of jobs that this ledger does not have"))
        let found = try await workplace.rivya("jobs", "--simulate", "--json", "--where", "rating == 5")
        #expect(try jsonLines(found.output).compactMap { $0["index"] as? Int } == [1])
    }

    @Test func aWrongFilterIsShownAtItsPlace() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox", to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        for command in ["jobs", "export"] {
            let ending = try await workplace.rivya(command, "--simulate", "--where", "ratign >= 4")
            #expect(ending.code == 2)
            #expect(ending.output.isEmpty)
            #expect(ending.errors.contains("--where:1:1\n"))
            #expect(ending.errors.contains("did you mean `rating`?"))
        }
    }

    @Test func theBrowserGetsThePage() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox", to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        for name in ["xdg-open", "open"] {
            try await workplace.writeProgram("echo \"$1\" > \"$HOME/opened\"\n", to: "bin/" + name)
        }
        let ending = try await workplace.start(
            ["gallery", "--simulate", "--open"], environment: ["PATH": workplace.path + "/bin:/bin:/usr/bin"]
        ).end()
        #expect(ending.code == 0)
        let run = try run(workplace)
        #expect(try workplace.read("opened") == "\(workplace.path)/rivya-out/\(run)/gallery/index.html\n")
        let none = try await workplace.rivya("gallery", "--simulate", "--open", environment: ["PATH": "/nowhere"])
        #expect(none.code == 2)
        #expect(none.errors.contains("nothing here can open a browser"))
        #expect(none.output.hasSuffix("gallery/index.html\n"))
    }

    // MARK: - Reproduced

    @Test func aResultTellsItsStatement() async throws {
        let workplace = try Workplace()
        try workplace.write(sweep, to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        let run = try run(workplace)
        let cell = try #require(cells(try data(workplace, "rivya-out/\(run)/gallery")).first { $0["files"] != nil })
        let path = try #require(cell["files"]?.array?.first?["path"]?.string)
        // Wherever it is, and whatever it is called.
        try workplace.copy(path, to: "renamed.bin")
        let ending = try await workplace.rivya("reproduce", "renamed.bin")
        #expect(ending.code == 0)
        let line = ending.output.trimmingCharacters(in: .newlines)
        #expect(line == cell["statement"]?.string)
        #expect(ending.errors.contains("job \(run)/\(cell["index"]?.int ?? 0), simulated, from s.rivya:2"))
        // What it prints makes the same request.
        try workplace.write(line, to: "again.rivya")
        let again = try await workplace.simulate("again.rivya")
        #expect(again.output.contains("1 cached"))
        let asked = try json(try await workplace.rivya("reproduce", "renamed.bin", "--json").output)
        #expect(asked["gen"] as? String == line)
        #expect((asked["request"] as? NSDictionary)?["prompt"] as? String == cell["prompt"]?.string)
    }

    @Test func anUnknownFileIsSaidToBe() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox", to: "s.rivya")
        let before = try await workplace.rivya("reproduce", "s.rivya")
        #expect(before.code == 2)
        _ = try await workplace.simulate("s.rivya")
        let ending = try await workplace.rivya("reproduce", "s.rivya")
        #expect(ending.code == 2)
        #expect(ending.errors.contains("`s.rivya` is no result of a run that the ledger knows"))
        let missing = try await workplace.rivya("reproduce", "none.png")
        #expect(missing.code == 2)
        #expect(missing.errors.contains("`none.png` cannot be read"))
    }
}
