import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

/// The few files that a fuzzed script can see.
final class MemoryFiles: ScriptFiles, ScriptLoader {
    private static let texts: [String: String] = [
        "shots.csv": "subject,prompt,seconds\nfox,\"a fox, asleep\",5\n\nowl,an owl,10\n",
        "ragged.csv": "a,b\n1\n",
        "notes.txt": "one\r\ntwo\n\nthree \u{1F98A}\n",
        "shots.json": #"{"subjects":["fox","owl"],"deep":[[{"a":1.5e3}]],"none":null,"long":10000000000000000000000}"#,
        "broken.json": #"{"a":[1,2"#,
        "shots.rivya": """
        let subjects = [fox, owl]
        param style = noir
        defaults kling-2-6 duration=10
        def prompt(subject, adjective="red") { return "a $adjective $subject, ${style}" }
        def shoot(subject) { return gen kling-2-6 (prompt($subject)) --name $subject }

        """,
        "circle.rivya": "import circle.rivya\nimport shots.rivya\nlet own = $subjects\n",
    ]

    private static let media: [String: [UInt8]] = [
        "boat.png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
        "boat.jpg": [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46, 0x49, 0x46, 0],
        "clip.mp4": [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6F, 0x6D, 0, 0, 2, 0, 0x69, 0x73, 0x6F, 0x6D],
        "tone.wav": Array("RIFF".utf8) + [36, 0, 0, 0] + Array("WAVEfmt ".utf8),
        "empty.png": [],
    ]

    private func bytes(_ path: String) throws(FileProblem) -> [UInt8] {
        if path.hasPrefix("/") || path.hasPrefix("..") { throw .outside }
        if path.isEmpty || path == "." { throw .isFolder }
        if let text = Self.texts[path] { return Array(text.utf8) }
        guard let bytes = Self.media[path] else { throw .notFound }
        return bytes
    }

    func load(_ path: String, from folder: SourceFolder) throws(FileProblem) -> (file: SourceFile, key: String) {
        (SourceFile(name: path, bytes: try bytes(path)), path)
    }

    func mayWrite(to path: String) -> Bool { !path.hasPrefix("/") && !path.hasPrefix("..") }

    func read(_ path: String, from folder: SourceFolder) throws(FileProblem) -> [UInt8] { try bytes(path) }

    func glob(_ pattern: String, from folder: SourceFolder) throws(FileProblem) -> [String] {
        guard let ending = pattern.split(separator: "*").last else { throw .outside }
        return (Array(Self.texts.keys) + Array(Self.media.keys)).filter { $0.hasSuffix(ending) }.sorted()
    }

    func media(_ path: String, from folder: SourceFolder) throws(FileProblem) -> ReferenceFile {
        let bytes = try bytes(path)
        return ReferenceFile(location: "/\(path)", type: MediaType.detect(bytes), bytes: bytes.count)
    }
}
