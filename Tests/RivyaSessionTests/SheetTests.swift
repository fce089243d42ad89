import Foundation
import TestSupport
import Testing

@testable import RivyaSession

/// Contact sheets, drawn by a real ffmpeg.
@Suite struct SheetTests {
    /// The size that a PNG file says it has; nil for another file.
    private func size(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), bytes.count > 24 else { return nil }
        func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(16), number(20))
    }

    @Test func aGridOfFilmsAndFailures() async throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            for subject in [fox, "hare [fail]"], duration in [5, 10] {
                gen kling-2-6 "a $subject" duration=$duration
            }
            """, to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        let ending = try await workplace.rivya("sheet", "--simulate", "--out", "sheet.png", "--size", "160")
        #expect(ending.code == 0)
        #expect(ending.output == "sheet.png\n")
        let size = try #require(size(try workplace.bytes("sheet.png")))
        // Two columns and their labels.
        #expect(size.width > 2 * 160 && size.width < 4 * 160)
        #expect(size.height > 160)
        let jpeg = try await workplace.rivya("sheet", "--simulate", "--out", "sheet.jpg")
        #expect(jpeg.code == 0)
        #expect(try workplace.bytes("sheet.jpg").starts(with: [0xFF, 0xD8]))
    }

    /// What a prompt says is drawn and never carried out.
    @Test func textsAreOnlyText() async throws {
        let workplace = try Workplace()
        try workplace.write(
            #"""
            let hostile = [
                "a':textfile=/etc/passwd:x=0,drawbox", "%{eif\\:1\\:d} %{metadata\\:x}", "\u{1b}[31m \u{202E}rtl مرحبا 狐",
                "-i /etc/passwd", "[in][out];movie=/etc/passwd", '$(touch owned) `touch owned`'
            ]
            for text in $hostile { gen z-image $text }
            """#, to: "it's a; [sweep].rivya")
        _ = try await workplace.simulate("it's a; [sweep].rivya", "--output", "out/{index} it's [x],;%pts.{ext}")
        let ending = try await workplace.rivya("sheet", "--simulate", "--out", "it's; [a] sheet.png")
        #expect(ending.code == 0)
        #expect(size(try workplace.bytes("it's; [a] sheet.png")) != nil)
        #expect(!workplace.exists("owned"))
    }

    /// A result that was replaced by something else is no way to other files.
    @Test func aResultIsReadAsWhatItIsCalled() async throws {
        let workplace = try Workplace()
        try workplace.write("gen kling-2-6 fox --save out/fox.mp4\ngen z-image fox --save out/fox.png", to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        try workplace.write("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n", to: "out/fox.mp4")
        try workplace.write("", to: "out/fox.png")
        let ending = try await workplace.rivya("sheet", "--simulate", "--out", "sheet.png")
        #expect(ending.code == 0)
        #expect(size(try workplace.bytes("sheet.png")) != nil)
    }

    @Test func whatIsMissingIsSaid() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image fox", to: "s.rivya")
        _ = try await workplace.simulate("s.rivya")
        let none = try await workplace.rivya(
            "sheet", "--simulate", "--out", "sheet.png", environment: ["PATH": "/nowhere"])
        #expect(none.code == 2)
        #expect(none.errors.contains("a sheet is drawn with `ffmpeg`, which is not installed"))
        #expect(none.errors.contains("apt install ffmpeg"))
        for (said, message) in [
            ("No such filter: 'drawtext'", "built without `drawtext`"), ("Cannot find a valid font", "finds no font"),
        ] {
            try await workplace.writeProgram("echo \"\(said)\" >&2\nexit 1\n", to: "bin/ffmpeg")
            let ending = try await workplace.rivya(
                "sheet", "--simulate", "--out", "sheet.png", environment: ["PATH": workplace.path + "/bin:/bin"])
            #expect(ending.code == 2)
            #expect(ending.errors.contains(message))
        }
        let font = try await workplace.rivya("sheet", "--simulate", "--out", "sheet.png", "--font", "s.rivya")
        #expect(font.code == 2)
        #expect(font.errors.contains("`s.rivya` is no font file"))
        #expect(!workplace.exists("sheet.png"))
        let ending = try await workplace.rivya("sheet", "--simulate", "--out", "sheet.gif")
        #expect(ending.code == 2)
    }

    // MARK: - Labels

    @Test func labelsAreBrokenAndCut() {
        #expect(SheetText.lines("a fox in the snow", columns: 8, count: 9) == ["a fox in", "the snow"])
        #expect(SheetText.lines("a fox in the snow", columns: 8, count: 1) == ["a fox i…"])
        #expect(SheetText.lines("狐狐狐狐", columns: 4, count: 3) == ["狐狐", "狐狐"])
        #expect(SheetText.lines("", columns: 4, count: 3) == [])
        let long = SheetText.lines(String(repeating: "fox ", count: 20_000), columns: 20, count: 2)
        #expect(long.count == 2 && long[1].hasSuffix("…"))
        #expect(SheetText.lines("a\u{202E}b\u{1B}", columns: 9, count: 1) == ["a\u{FFFD}b\u{241B}"])
    }

    @Test func pixmapsAreReadAndWritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ppm"
        var canvas = SheetCanvas(width: 3, height: 2)
        canvas.fill(x: 2, y: 1, width: 5, height: 5, .failed)
        try canvas.write(to: path)
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(SheetCanvas(pixmap: bytes)?.bytes == canvas.bytes)
        #expect(try #require(SheetCanvas.size(ofPixmap: path)) == (3, 2))
        // Larger than what is written at once.
        try SheetCanvas(width: 1000, height: 700).write(to: path)
        #expect(try #require(SheetCanvas.size(ofPixmap: path)) == (1000, 700))
        for broken in [Array(bytes.dropLast()), Array("P6\n-1 2\n255\n".utf8), []] {
            try Data(broken).write(to: URL(fileURLWithPath: path))
            #expect(SheetCanvas(pixmap: broken) == nil)
            #expect(SheetCanvas.size(ofPixmap: path) == nil)
        }
        #expect(SheetCanvas.size(ofPixmap: folder.path + "/none") == nil)
    }

    /// Some results are read by one call. One that cannot be read takes no others with it.
    @Test func theRestIsDrawn() async throws {
        let workplace = try Workplace()
        try workplace.write("for n in [1, 2, 3, 4, 5, 6, 7] { gen kling-2-6 \"a fox $n\" }", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya", "--output", "out/{index}.{ext}").code == 0)
        try workplace.write("no film", to: "out/2.mp4")
        try workplace.write("", to: "out/5.mp4")
        let folder = try TemporaryFolder()
        let ffmpeg = try FFmpeg(
            in: folder.path, font: nil, fontSize: 12, environment: ProcessInfo.processInfo.environment)
        let sources = (1...9).map { number in
            let name = number == 8 ? "gone.mp4" : number == 9 ? "text.txt" : "\(number).mp4"
            return FFmpeg.Source(number: number, path: workplace.path + "/out/" + name)
        }
        let tiles = await ffmpeg.tiles(of: sources, side: 100)
        #expect(tiles.keys.sorted() == [1, 3, 4, 6, 7])
        for tile in tiles.values {
            #expect(max(tile.width, tile.height) == 100)
            let picture = try #require(ffmpeg.take(tile))
            #expect((picture.width, picture.height) == (tile.width, tile.height))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func manyCellsBecomeSmaller() {
        #expect(SheetDrawing.largestFittingSide(320, columns: 4, lines: 6) == 320)
        let side = SheetDrawing.largestFittingSide(320, columns: 40, lines: 50) ?? 0
        #expect(side < 320 && side >= 64)
        #expect(SheetDrawing.largestFittingSide(320, columns: 1000, lines: 1000) == nil)
    }
}
