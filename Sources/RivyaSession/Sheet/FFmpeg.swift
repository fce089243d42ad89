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

    /// A result that a picture is wanted of.
    struct Source: Sendable {
        /// Tells pictures apart.
        var number: Int
        /// Absolute.
        var path: String
    }

    /// A result's first picture, in a file of the folder: many of them at once need not be in memory.
    struct Tile: Sendable {
        var file: String
        var width: Int
        var height: Int
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
    /// Results of one call. Starting the program takes longer than reading a first picture; on the other hand it opens
    /// all of them before it reads any.
    static let sourcesAtOnce = 8

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

    /// The first pictures of some results, each not larger than a square, by their numbers; of what has none there is
    /// nothing.
    func tiles(of sources: [Source], side: Int) async -> [Int: Tile] {
        var inputs: [String] = []
        var outputs: [String] = []
        var asked: [Source] = []
        for source in sources {
            guard let format = Self.format(of: source.path) else { continue }
            inputs += ["-threads", "1"] + format + ["-protocol_whitelist", "file", "-i", "file:" + source.path]
            outputs += [
                "-map", "\(asked.count):v:0", "-frames:v", "1", "-vf",
                "scale=w=\(side):h=\(side):force_original_aspect_ratio=decrease,format=rgb24", "-f", "image2",
                "-c:v", "ppm", "-update", "1", Self.file(of: source),
            ]
            asked.append(source)
        }
        guard !asked.isEmpty else { return [:] }
        _ = await call(inputs + outputs)
        var tiles: [Int: Tile] = [:]
        var missing: [Source] = []
        for source in asked {
            let file = Self.file(of: source)
            if let size = SheetCanvas.size(ofPixmap: path(of: file)) {
                tiles[source.number] = Tile(file: file, width: size.width, height: size.height)
            } else {
                unlink(path(of: file))
                missing.append(source)
            }
        }
        // One that cannot be read ends the call for all of them.
        if asked.count > 1, !missing.isEmpty {
            let half = (missing.count + 1) / 2
            for part in [missing.prefix(half), missing.dropFirst(half)] where !part.isEmpty {
                tiles.merge(await self.tiles(of: Array(part), side: side)) { $1 }
            }
        }
        return tiles
    }

    /// Reads a tile, which is gone then.
    func take(_ tile: Tile) -> SheetCanvas? {
        defer { unlink(path(of: tile.file)) }
        return FileManager.default.contents(atPath: path(of: tile.file)).flatMap { SheetCanvas(pixmap: Array($0)) }
    }

    private static func file(of source: Source) -> String { "tile-\(source.number).ppm" }

    private func path(of name: String) -> String { folder + "/" + name }

    /// Writes labels onto a canvas and packs it.
    /// - Parameter name: of the picture, in the folder; its ending says how it is packed.
    func finish(_ canvas: SheetCanvas, labels: [Label], as name: String) async throws(Failure) {
        var source = "canvas-0.ppm"
        do {
            try canvas.write(to: path(of: source))
        } catch {
            throw unwritable(error)
        }
        for (step, start) in stride(from: 0, to: labels.count, by: Self.labelsAtOnce).enumerated() {
            let target = "canvas-\(step + 1).ppm"
            let part = labels[start..<min(start + Self.labelsAtOnce, labels.count)]
            let filters = part.map(filter).joined(separator: ",")
            try await convert(source, ["-vf", filters + ",format=rgb24", "-c:v", "ppm"], to: target)
            unlink(path(of: source))
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
            try Data(bytes).write(to: URL(fileURLWithPath: path(of: name)))
        } catch {
            throw unwritable(error)
        }
    }

    private func unwritable(_ error: any Error) -> Failure {
        Failure(message: "`\(folder)` cannot be written to: \(error.localizedDescription)")
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
