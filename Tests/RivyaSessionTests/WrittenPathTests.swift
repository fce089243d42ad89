import Foundation
import Testing

/// Paths as people write them, on disks as they are.
@Suite(.serialized)
struct WrittenPathTests {
    private static let decomposed = "re\u{301}sume\u{301}.png"
    private static let composed = "r\u{E9}sum\u{E9}.png"

    private func plan(_ reference: String, in workplace: Workplace) async throws -> Workplace.Ending {
        try workplace.write("gen kling-2-6 \"a\" ref=\"\(reference)\"\n", to: "s.rivya")
        return try await workplace.rivya("plan", "s.rivya", "--json")
    }

    @Test(arguments: [(decomposed, composed), (composed, decomposed)])
    func lettersMayBeComposedOtherwise(_ onDisk: String, _ written: String) async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("pics")
        try workplace.copy(Project.fixture("fox.png"), to: "pics/\(onDisk)")
        #expect(try await plan("pics/\(written)", in: workplace).code == 0)
        try workplace.write("print glob(\"pics/\(written.prefix(2))*.png\")\n", to: "g.rivya")
        #expect(try await workplace.rivya("plan", "g.rivya").errors.contains(".png"))
        try workplace.write("text\n", to: "\(onDisk).txt")
        try workplace.write("print read(\"\(written).txt\")\n", to: "t.rivya")
        #expect(try await workplace.rivya("plan", "t.rivya").code == 0)
    }

    @Test func letterCaseCounts() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("Pics")
        try workplace.copy(Project.fixture("fox.png"), to: "Pics/Fox.PNG")
        let plan = try await plan("pics/fox.png", in: workplace)
        #expect(plan.code == 2)
        #expect(plan.output.contains("there is `Pics/Fox.PNG`: letter case counts"), "\(plan.output)")
        try workplace.write("print read_lines(\"animals.txt\")\n", to: "t.rivya")
        try workplace.write("fox\n", to: "Animals.txt")
        #expect(try await workplace.rivya("plan", "t.rivya").errors.contains("there is `Animals.txt`"))
    }

    @Test func homeFoldersAndFileURLs() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("pics")
        try workplace.copy(Project.fixture("fox.png"), to: "pics/a fox.png")
        #expect(try await plan("~/pics/a fox.png", in: workplace).code == 0)
        #expect(try await plan("file://\(workplace.path)/pics/a%20fox.png", in: workplace).code == 0)
        #expect(try await plan("FILE://localhost\(workplace.path)/pics/a%20fox.png", in: workplace).code == 0)
        let other = try await plan("~somebody/fox.png", in: workplace)
        #expect(other.output.contains("`~/` alone is a home folder"), "\(other.output)")
    }

    /// What a link leads elsewhere is said by the plan, before anything is sent.
    @Test(arguments: ["set output \"out/{index}.{ext}\"\n", ""])
    func aLinkedOutputFolderIsSaidAtOnce(_ setting: String) async throws {
        let workplace = try Workplace()
        let disk = try Workplace()
        let name = setting.isEmpty ? "rivya-out" : "out"
        try FileManager.default.createSymbolicLink(
            atPath: workplace.path + "/" + name, withDestinationPath: disk.path)
        try workplace.write("\(setting)gen z-image \"a\"\n", to: "s.rivya")
        let real = URL(filePath: disk.path).resolvingSymlinksInPath().path
        for command in ["plan", "run"] {
            let refused = try await workplace.rivya(command, "s.rivya", "--simulate")
            #expect(refused.code == 2)
            #expect(refused.errors.contains("--allow-write \(real)"), "\(refused.text)")
        }
        let run = try await workplace.simulate("s.rivya", "--allow-write", real)
        #expect(run.code == 0, "\(run.text)")
        #expect(disk.files(below: "").contains { $0.hasSuffix(".png") })
    }

    @Test func aLinkInsideOfTheFolderIsNoMatter() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("real")
        try FileManager.default.createSymbolicLink(atPath: workplace.path + "/out", withDestinationPath: "real")
        try workplace.write("gen z-image \"a\" --save \"out/{index}.{ext}\"\n", to: "s.rivya")
        #expect(try await workplace.rivya("plan", "s.rivya").code == 0)
    }
}
