import RivyaCatalog
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("boat.png", "image/png"),
        ("owl.jpg", "image/jpeg"),
        ("really-a-jpeg.png", "image/jpeg"),
        ("sea.webp", "image/webp"),
        ("dot.gif", "image/gif"),
        ("dot.avif", "image/avif"),
        ("dot.tiff", "image/tiff"),
        ("dot.bmp", "image/bmp"),
        ("clip.mp4", "video/mp4"),
        ("clip.mov", "video/quicktime"),
        ("clip.webm", "video/webm"),
        ("clip.mkv", "video/x-matroska"),
        ("clip.avi", "video/x-msvideo"),
        ("clip.ogv", "video/ogg"),
        ("beep.wav", "audio/wav"),
        ("beep.mp3", "audio/mpeg"),
        ("untagged.mp3", "audio/mpeg"),
        ("beep.m4a", "audio/mp4"),
        ("beep.aac", "audio/aac"),
        ("beep.ogg", "audio/ogg"),
        ("beep.flac", "audio/flac"),
        ("beep.aiff", "audio/aiff"),
    ])
    func detects(_ file: String, _ mimeType: String) throws {
        let bytes = try Fixture.bytes(file)
        let type = try #require(MediaType.detect(bytes))
        #expect(type.mimeType == mimeType)
        #expect(mimeType.hasPrefix(type.kind.rawValue + "/"))
        // The first bytes are enough, and a slice does as well as an array.
        #expect(MediaType.detect(bytes.prefix(64)) == type)
        #expect(MediaType.detect(([0] + bytes).dropFirst()) == type)
        #expect(type.fileExtension.flatMap(MediaType.init(pathExtension:)) == type)
    }

    @Test(arguments: ["empty.png", "notes.txt", "requests/kling-2-6.minimal.json"])
    func detectsNothing(_ file: String) throws {
        #expect(MediaType.detect(try Fixture.bytes(file)) == nil)
    }

    /// The beginning of a file, each scalar a byte, and its type.
    private static let relatives: [(String, String?)] = [
        ("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic", "image/heic"),
        ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif", "image/avif"),
        ("\0\0\0\u{10}ftypmif1\0\0\0\0", "image/heic"),
        ("\0\0\0\u{14}ftypxxxx\0\0\0\0isom", "video/mp4"),
        ("\0\0\0\u{14}ftypM4V \0\0\0\0mp42", "video/mp4"),
        ("\0\0\0\u{14}ftyp3gp5\0\0\0\0isom", "video/3gpp"),
        ("\0\0\0\u{10}ftypiso8\0\0\0\0", "video/mp4"),
        ("\0\0\0\u{14}ftypcrx \0\0\0\0isom", nil),
        ("\0\0\0\u{10}ftypjp2 \0\0\0\0", nil),
        // Brands end where the box does.
        ("\0\0\0\u{10}ftypxxxx\0\0\0\0isom", nil),
        ("\0\0\0\u{10}moov\0\0\0\u{6C}mvhd", "video/quicktime"),
        ("\0\0\0\u{10}free\0\0\0\0", nil),
        // An ID3 tag whose end is far away, and tags before other formats.
        ("ID3\u{4}\0\0\u{7F}\u{7F}\u{7F}\u{7F}\0\0", "audio/mpeg"),
        ("ID3\u{4}\0\0\0\0\0\u{1}\0fLaC", "audio/flac"),
        ("ID3\u{4}\0\0\0\0\0\0\u{FF}\u{F1}\u{50}\u{80}", "audio/aac"),
        // UTF-16 text, whose byte order mark looks like the beginning of an MPEG frame.
        ("\u{FF}\u{FE}a\0b\0", nil),
        ("\u{FF}\u{FB}\u{F0}\0", nil),
        ("\u{FF}\u{FB}\u{9C}\0", nil),
        ("\u{FF}", nil),
        ("\u{FF}\u{FF}\u{FF}\u{FF}", nil),
        ("BMW is a car maker", nil),
        ("RIFF1234XXXX", nil),
        ("\u{1A}\u{45}\u{DF}\u{A3}\u{42}\u{82}", nil),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", nil),
    ]

    @Test(arguments: relatives)
    func tellsRelativesApart(_ head: String, _ mimeType: String?) {
        #expect(MediaType.detect(head.unicodeScalars.map { UInt8($0.value) })?.mimeType == mimeType)
    }

    /// Whatever the first bytes are, nothing traps.
    @Test func bearsEveryTruncation() throws {
        for file in ["clip.mp4", "clip.webm", "clip.mkv", "beep.mp3", "beep.ogg", "dot.avif", "dot.bmp", "sea.webp"] {
            let bytes = try Fixture.bytes(file)
            for count in 0..<min(80, bytes.count) { _ = MediaType.detect(bytes.prefix(count)) }
            #expect(MediaType.detect(bytes.prefix(3)) == nil)
        }
    }

    @Test(arguments: [
        ("video/mp4; codecs=\"avc1\"", "video/mp4", MediaKind.video),
        ("Image/JPG", "image/jpeg", .image),
        (" audio/x-wav ", "audio/wav", .audio),
        ("audio/unheard-of", "audio/unheard-of", .audio),
    ])
    func readsContentTypes(_ header: String, _ mimeType: String, _ kind: MediaKind) {
        #expect(MediaType(mimeType: header) == MediaType(kind: kind, mimeType: mimeType))
    }

    @Test(arguments: ["", "image", "image/", "text/html", "application/octet-stream", "/png"])
    func readsNoMediaFromOtherContentTypes(_ header: String) {
        #expect(MediaType(mimeType: header) == nil)
    }

    @Test func guessesByExtension() {
        #expect(MediaType(pathExtension: "JPEG")?.mimeType == "image/jpeg")
        #expect(MediaType(pathExtension: "mov")?.mimeType == "video/quicktime")
        #expect(MediaType(pathExtension: "txt") == nil)
        #expect(MediaType(kind: .video, mimeType: "video/unheard-of").fileExtension == nil)
    }
}
