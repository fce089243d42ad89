import RivyaRuns
import RivyaSyntax
import Testing

@testable import RivyaGallery

@Suite struct RunExportTests {
    private let run = GalleryRun(
        id: "20261121-085703",
        title: "sweep.rivya",
        cells: [
            GalleryCell(
                JobReport(
                    JobLabel(
                        index: 1,
                        name: "fox",
                        model: "kling-2-6",
                        axes: [Axis("style", .string("ink, wet")), Axis("duration", .number(.whole(5)))],
                        tags: ["pilot", "a b"]
                    ),
                    status: .succeeded,
                    charge: .charged(.whole(35)),
                    taskID: "t1",
                    files: ["/out/1.mp4", "/out/1-2.mp4"],
                    seconds: 61.25049
                ),
                prompt: "a \"fox\"\non snow"
            ),
            GalleryCell(
                JobReport(
                    JobLabel(index: 2, model: "veo-3", axes: [Axis("style", .string("oil"))]),
                    status: .failed,
                    charge: .unknown,
                    failure: JobFailure("generation_failed", "the model said no")
                ),
                prompt: " 狐"
            ),
            GalleryCell(planned: JobLabel(index: 3, model: "veo-3"), prompt: nil),
        ]
    )

    /// Without the byte order mark that tells spreadsheets of UTF-8.
    private static func text(of csv: [UInt8]) -> String {
        #expect(csv.starts(with: [0xEF, 0xBB, 0xBF]))
        return String(decoding: csv.dropFirst(3), as: UTF8.self)
    }

    @Test func rawTablesAreForPrograms() {
        #expect(RunExport([run]).csv(isRaw: true).starts(with: "run,".utf8))
    }

    @Test func csvHasOneRowForEachJobAndOneColumnForEachAxis() {
        let header =
            "run,index,name,model,prompt,axis.style,axis.duration,status,credits,charge,task,seconds,file,files,"
        #expect(
            Self.text(of: RunExport([run]).csv())
                == [
                    header + "tags,rating,pick,note,error_code,error_message\r\n",
                    "20261121-085703,1,fox,kling-2-6,\"a \"\"fox\"\"\non snow\",\"ink, wet\",5,succeeded,35,charged,t1,61.25,",
                    "/out/1.mp4,\"[\"\"/out/1.mp4\"\",\"\"/out/1-2.mp4\"\"]\",\"[\"\"pilot\"\",\"\"a b\"\"]\",,,,,\r\n",
                    "20261121-085703,2,,veo-3,\" 狐\",oil,,failed,,unknown,,,,,,,,,generation_failed,the model said no\r\n",
                    "20261121-085703,3,,veo-3,,,,planned,,,,,,,,,,,,\r\n",
                ].joined())
    }

    @Test func jsonLinesHaveTheSameColumnsWithTypes() throws {
        let lines = RunExport([run]).jsonLines().split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 3)
        let objects = try lines.map { try JSONValue(parsing: Array($0)) }
        for object in objects { #expect(object.object?.map(\.key) == RunExport([run]).columns) }
        #expect(objects[0]["axis.duration"] == .number(.whole(5)))
        #expect(objects[0]["prompt"] == .string("a \"fox\"\non snow"))
        #expect(objects[0]["seconds"]?.number?.description == "61.25")
        #expect(objects[0]["tags"] == .array([.string("pilot"), .string("a b")]))
        #expect(objects[1]["credits"] == .null)
        #expect(objects[2]["status"] == .string("planned"))
    }

    @Test func aJudgmentHasItsColumns() throws {
        var judged = run
        judged.cells = [run.cells[0]]
        judged.cells[0].judgment = Judgment(
            stars: 4, verdict: .pick, tags: ["best"], note: "warm, \"soft\"", time: 1)
        let row = Self.text(of: RunExport([judged]).csv()).split(separator: "\r\n")[1]
        #expect(row.hasSuffix(#","[""pilot"",""a b"",""best""]",4,pick,"warm, ""soft""",,"#))
        let object = try JSONValue(parsing: RunExport([judged]).jsonLines().dropLast())
        #expect(object["rating"] == .number(.whole(4)))
        #expect(object["pick"] == .string("pick"))
        #expect(object["tags"]?.array?.count == 3)
    }

    @Test func severalRunsShareTheirColumns() {
        let other = GalleryRun(
            id: "b",
            title: "b",
            cells: [
                GalleryCell(
                    JobLabel(index: 1, model: "m", axes: [Axis("seed", .number(.whole(7)))]), prompt: nil,
                    state: .running)
            ]
        )
        let export = RunExport([other, run])
        #expect(export.columns[5...7] == ["axis.seed", "axis.style", "axis.duration"])
        let rows = Self.text(of: export.csv()).split(separator: "\r\n")
        #expect(rows[1] == "b,1,,m,,7,,,running,,,,,,,,,,,,")
    }

    @Test func noJobsAreAHeaderOnly() {
        let export = RunExport([])
        #expect(Self.text(of: export.csv()).hasPrefix("run,index,name,model,prompt,status,"))
        #expect(export.jsonLines().isEmpty)
    }
}
