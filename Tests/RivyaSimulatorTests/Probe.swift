import Foundation

/// What ffprobe and ffmpeg say of a file.
struct Probe {
    private(set) var size = ""
    private(set) var seconds = 0.0
    /// What decoding the whole file complained of.
    private(set) var errors = ""
    /// Of the first picture: red, green and blue of each pixel, row by row.
    private(set) var pixels: [UInt8] = []

    /// nil where ffmpeg is not installed.
    init?(_ file: [UInt8]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rivya-probe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "media").path
        try Data(file).write(to: URL(filePath: path))
        let entries = ["-v", "error", "-show_entries", "stream=width,height:format=duration", "-of", "csv=p=0:s=x"]
        guard let description = try Self.run(["ffprobe"] + entries + [path]) else { return nil }
        for line in String(decoding: description, as: UTF8.self).split(separator: "\n") {
            if let seconds = Double(line) { self.seconds = seconds } else if line.contains("x") { size = String(line) }
        }
        let complaints = try Self.run(["ffmpeg", "-v", "error", "-i", path, "-f", "null", "-"])
        errors = String(decoding: complaints ?? Data(), as: UTF8.self)
        guard !size.isEmpty else { return }
        let raw = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        pixels = Array(try Self.run(["ffmpeg", "-v", "quiet", "-i", path] + raw) ?? Data())
    }

    /// The output of a program, both streams; nil where there is no such program.
    private static func run(_ arguments: [String]) throws -> Data? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 127 ? nil : output
    }
}
