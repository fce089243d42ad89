import Foundation
import Testing

/// A file that git or an editor gave other line ends is the same file: nothing is paid again.
@Suite(.serialized)
struct LineEndTests {
    @Test func filesWithOtherLineEndsCostNothingAgain() async throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            for row in read_csv("cells.csv") { gen z-image $row.p }
            gen z-image (read("prompt.txt"))
            for line in read_lines("lines.txt") { gen z-image "line $line" }
            """, to: "s.rivya")
        func write(_ end: String) throws {
            try workplace.write("p\(end)\"x\(end)y\"\(end)", to: "cells.csv")
            try workplace.write("long\(end)prompt\(end)", to: "prompt.txt")
            try workplace.write("one\(end)two\(end)", to: "lines.txt")
        }
        try write("\n")
        #expect(try await workplace.simulate("s.rivya").output.hasSuffix("4 succeeded, 4 credits charged\n"))
        for end in ["\r\n", "\r"] {
            try write(end)
            let again = try await workplace.simulate("s.rivya")
            #expect(again.output.hasSuffix("4 cached, 0 credits charged\n"), "\(again.text)")
        }
    }

    /// As version 0.1.0 sent it: with the line ends of the file, which an escape has, too.
    @Test(arguments: [
        ("a\\r\\nb\\r\\n", "a\\nb\\n"), ("a\\r\\nb\\nc", "a\\nb\\nc"),
        ("1\\r\\n2\\r\\n3\\r\\n4\\r\\n5\\r\\n", "1\\n2\\n3\\n4\\n5\\n"),
    ])
    func whatWasPaidUnderOtherLineEndsCounts(_ former: String, _ now: String) async throws {
        let workplace = try Workplace()
        func script(_ text: String) -> String {
            "let a = gen z-image \"\(text)\"\ngen kling-2-6 \"of it\" ref=$a\ngen kling-v2-1-master \"x\" "
                + "negative_prompt=\"\(text)\"\n"
        }
        try workplace.write(script(former), to: "s.rivya")
        let first = try await workplace.simulate("s.rivya")
        #expect(first.output.contains("3 succeeded"), "\(first.text)")
        try workplace.write(script(now), to: "s.rivya")
        let planned = try await workplace.rivya("plan", "s.rivya", "--simulate")
        #expect(planned.output.contains("0 new, 3 cached: 0 credits to pay"), "\(planned.text)")
        let again = try await workplace.simulate("s.rivya")
        #expect(again.output.hasSuffix("3 cached, 0 credits charged\n"), "\(again.text)")
        #expect(try await workplace.simulate("s.rivya", "--fresh").output.contains("3 succeeded"))
    }

    @Test func otherTextIsAnotherRequest() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"a\\r\\nb\"\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 0)
        try workplace.write("gen z-image \"a\\n\\nb\"\ngen z-image \"a b\"\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").output.contains("2 succeeded"))
    }
}
