import Foundation
import Testing

/// `rivya format`: the file as it is on disk before and after.
@Suite(.serialized)
struct FormatCommandTests {
    private static let crooked = "# a clip\ngen   kling-2-6   \"a fox\"   duration=5 # short\n"
    private static let straight = "# a clip\ngen kling-2-6 \"a fox\" duration=5  # short\n"

    @Test func aFileIsBroughtIntoItsFormAndStaysThere() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.crooked, to: "clip.rivya")
        let format = try await workplace.rivya("format", "clip.rivya")
        #expect(format.code == 0)
        #expect(format.text == "")
        #expect(try workplace.read("clip.rivya") == Self.straight)
        #expect(try await workplace.rivya("format", "clip.rivya").code == 0)
        #expect(try workplace.read("clip.rivya") == Self.straight)
    }

    @Test func aCheckNamesFilesAndLeavesThem() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.crooked, to: "crooked.rivya")
        try workplace.write(Self.straight, to: "straight.rivya")
        let check = try await workplace.rivya("format", "--check", "straight.rivya", "crooked.rivya")
        #expect(check.code == 1)
        #expect(check.output == "crooked.rivya\n")
        #expect(try workplace.read("crooked.rivya") == Self.crooked)
        #expect(try await workplace.rivya("format", "--check", "straight.rivya").code == 0)
    }

    @Test func aFileWithSyntaxErrorsIsLeftAloneAndOthersAreNot() async throws {
        let workplace = try Workplace()
        let broken = "gen   kling-2-6 \"a fox\n"
        try workplace.write(broken, to: "broken.rivya")
        try workplace.write(Self.crooked, to: "crooked.rivya")
        let format = try await workplace.rivya("format", "broken.rivya", "crooked.rivya")
        #expect(format.code == 2)
        #expect(format.errors.contains("error[R0102]"))
        #expect(format.errors.contains("broken.rivya:1:17"))
        #expect(try workplace.read("broken.rivya") == broken)
        #expect(try workplace.read("crooked.rivya") == Self.straight)
    }

    /// The mode of a script, and where a link leads, are the user's.
    @Test func modesAndLinksSurvive() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.crooked, to: "real.rivya")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750], ofItemAtPath: workplace.path + "/real.rivya")
        try FileManager.default.createSymbolicLink(
            atPath: workplace.path + "/link.rivya", withDestinationPath: "real.rivya")
        #expect(try await workplace.rivya("format", "link.rivya").code == 0)
        let manager = FileManager.default
        #expect(try manager.destinationOfSymbolicLink(atPath: workplace.path + "/link.rivya") == "real.rivya")
        #expect(try workplace.read("real.rivya") == Self.straight)
        let attributes = try manager.attributesOfItem(atPath: workplace.path + "/real.rivya")
        #expect(attributes[.posixPermissions] as? Int == 0o750)
    }
}
