import Foundation

/// What `ffmpeg` does for a sheet: it takes pictures out of media, writes words, and packs the result.
///
/// Everything but a result's own path has a name of ours in a folder of ours, and no text is part of an argument. What
/// a result holds is not believed: it is read as what it is called, and cannot name other files or a network.
struct FFmpeg: Sendable {
    struct Failure: Error, Sendable {
        var message: String
        var help: String?
    }

    /// Words at a place, from a file in the folder.
    struct Label: Sendable {
        var file: String
        var x: Int
        var y: Int
    }

    static let installing =
        "install ffmpeg with its libraries for text: `apt install ffmpeg fonts-dejavu-core` on Debian and Ubuntu, "
        + "`brew install ffmpeg` on macOS"
    /// Labels of one call: arguments have a limit.
    private static let labelsAtOnce = 400

    private let program: String
    private let environment: [String: String]
    /// Absolute: where it works.
    let folder: String
    let fontSize: Int
    /// A file in the folder; nil for the system's monospaced font.
    private let font: String?

    init(in folder: String, font: String?, fontSize: Int, environment: [String: String]) throws(Failure) {
        guard let program = ProgramFinder(environment: environment).path(of: "ffmpeg") else {
            throw Failure(message: "a sheet is drawn with `ffmpeg`, which is not installed", help: Self.installing)
        }
        self.program = program
        self.environment = environment
        self.folder = folder
        self.fontSize = fontSize
        self.font = font
    }

    /// Finds out whether it can write words.
    func check() async throws(Failure) {
        try write(Array("x".utf8), to: "probe.txt")
        let outcome = await call([
            "-f", "lavfi", "-i", "color=s=32x32", "-frames:v", "1", "-vf", filter(Label(file: "probe.txt", x: 0, y: 0)),
            "-f", "null", "-",
        ])
        if outcome.status == 0 { return }
        if outcome.text.contains("No such filter") {
            throw Failure(
                message: "this `ffmpeg` cannot write words: it was built without `drawtext`", help: Self.installing)
        }
        if font != nil {
            throw Failure(message: "`ffmpeg` cannot use this font", help: "name another file with `--font`")
        }
        throw Failure(
            message: "`ffmpeg` finds no font for the labels",
            help: "install one, such as Debian's `fonts-dejavu-core`, or name a file with `--font`")
    }

    /// The first picture of a result, not larger than a square; nil where it has none.
    ///
    /// - Parameter number: of the call, for names of its own.
    func picture(of path: String, number: Int, side: Int) async -> SheetCanvas? {
        guard let format = Self.format(of: path) else { return nil }
        let name = "tile-\(number).ppm"
        let outcome = await call(
            format + [
                "-protocol_whitelist", "file", "-i", "file:" + path, "-map", "0:v:0", "-frames:v", "1", "-vf",
                "scale=w=\(side):h=\(side):force_original_aspect_ratio=decrease,format=rgb24", "-f", "image2",
                "-c:v", "ppm", "-update", "1", name,
            ])
        defer { unlink(folder + "/" + name) }
        guard outcome.status == 0, let data = FileManager.default.contents(atPath: folder + "/" + name) else {
            return nil
        }
        return SheetCanvas(pixmap: Array(data))
    }

    /// Writes labels onto a canvas and packs it.
    /// - Parameter name: of the picture, in the folder; its ending says how it is packed.
    func finish(_ canvas: SheetCanvas, labels: [Label], as name: String) async throws(Failure) {
        var source = "canvas-0.ppm"
        try write(canvas.pixmap, to: source)
        for (step, start) in stride(from: 0, to: labels.count, by: Self.labelsAtOnce).enumerated() {
            let target = "canvas-\(step + 1).ppm"
            let part = labels[start..<min(start + Self.labelsAtOnce, labels.count)]
            let filters = part.map(filter).joined(separator: ",")
            try await convert(source, ["-vf", filters + ",format=rgb24", "-c:v", "ppm"], to: target)
            unlink(folder + "/" + source)
            source = target
        }
        try await convert(source, name.hasSuffix(".png") ? ["-c:v", "png"] : ["-q:v", "2"], to: name)
    }

    private func convert(_ source: String, _ arguments: [String], to target: String) async throws(Failure) {
        let outcome = await call(
            ["-f", "ppm_pipe", "-i", source] + arguments + ["-frames:v", "1", "-f", "image2", "-update", "1", target])
        guard outcome.status == 0 else {
            let reason = outcome.text.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
            throw Failure(message: "`ffmpeg` could not draw the sheet\(reason)")
        }
    }

    func write(_ bytes: [UInt8], to name: String) throws(Failure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
        } catch {
            throw Failure(message: "`\(folder)` cannot be written to: \(error.localizedDescription)")
        }
    }

    private func filter(_ label: Label) -> String {
        "drawtext=textfile=\(label.file):expansion=none:\(font.map { "fontfile=\($0)" } ?? "font=monospace"):"
            + "fontsize=\(fontSize):fontcolor=0x202124:line_spacing=2:x=\(label.x):y=\(label.y)"
    }

    private func call(_ arguments: [String]) async -> ProgramCall.Outcome {
        await ProgramCall(
            program, ["-v", "error", "-nostdin", "-y", "-threads", "1"] + arguments, environment: environment,
            folder: folder
        ).run()
    }

    /// How a file of this name is read; nil for one without pictures.
    private static func format(of path: String) -> [String]? {
        switch path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased() {
        case "png": ["-f", "png_pipe"]
        case "jpg", "jpeg": ["-f", "jpeg_pipe"]
        case "webp": ["-f", "webp_pipe"]
        case "gif": ["-f", "gif"]
        case "mp4", "m4v", "mov", "avif": ["-f", "mov", "-enable_drefs", "0"]
        case "webm": ["-f", "matroska"]
        default: nil
        }
    }
}
