import RivyaCatalog
import Testing

@Suite struct MediaStructureTests {
    private static let files = [
        "boat.png", "fox.png", "owl.jpg", "really-a-jpeg.png", "sea.webp", "dot.gif", "dot.avif", "dot.tiff", "dot.bmp",
        "clip.mp4", "clip.mov", "clip.webm", "clip.mkv", "clip.avi", "clip.ogv", "beep.wav", "beep.mp3", "untagged.mp3",
        "beep.m4a", "beep.aac", "beep.ogg", "beep.flac", "beep.aiff",
    ]

    private static func structure(_ bytes: [UInt8]) -> MediaStructure? {
        MediaType.detect(bytes).map { MediaStructure(of: bytes, type: $0) }
    }

    @Test(arguments: files)
    func takesWhatIsComplete(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        #expect(Self.structure(bytes) == .complete)
        // What follows the end is nobody's: padding, or another program's notes.
        if case .broken = Self.structure(bytes + Array(repeating: 0, count: 9)) { Issue.record("\(file) with padding") }
    }

    /// Half of a file is broken where the container has lengths, and at least unfinished where frames tell.
    @Test(arguments: files.filter { $0 != "beep.flac" })
    func noticesHalf(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        let half = try #require(Self.structure(Array(bytes.prefix(bytes.count / 2))))
        #expect(half != .complete)
        if !["beep.mp3", "untagged.mp3", "beep.aac"].contains(file) {
            guard case .broken = half else {
                Issue.record("\(file): \(half)")
                return
            }
        }
    }

    @Test(arguments: files)
    func noticesThatOnlyTheBeginningIsThere(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        for count in [8, 12, 16] {
            guard let structure = Self.structure(Array(bytes.prefix(count))) else { continue }
            guard case .broken = structure else {
                Issue.record("\(count) bytes of \(file): \(structure)")
                return
            }
        }
    }

    @Test func saysWhatIsWrong() throws {
        let png = try Fixture.bytes("boat.png")
        #expect(Self.structure(Array(png.dropLast(12))) == .broken("ends before its `IEND` chunk"))
        #expect(Self.structure(Array(png.dropLast(20))) == .broken("ends within its `IDAT` chunk"))
        var damaged = png
        damaged[png.count - 20] ^= 1
        #expect(Self.structure(damaged) == .broken("has a damaged `IDAT` chunk"))

        let jpeg = try Fixture.bytes("owl.jpg")
        #expect(Self.structure(Array(jpeg.dropLast(2))) == .unfinished("has no end mark"))
        #expect(Self.structure(Array(jpeg.prefix(100))) == .broken("ends within a segment"))
        // Of the picture itself something is missing, which its codes tell.
        let scan = try #require(jpeg.indices.last { jpeg[$0...].starts(with: [0xFF, 0xDA]) })
        let data = scan + 2 + Int(jpeg[scan + 3])
        for count in data + 1..<jpeg.count - 3 {
            #expect(Self.structure(Array(jpeg.prefix(count))) == .broken("ends within its picture"))
        }

        let gif = try Fixture.bytes("dot.gif")
        #expect(Self.structure(Array(gif.dropLast())) == .unfinished("has no end mark"))

        let mp4 = try Fixture.bytes("clip.mp4")
        #expect(Self.structure(Array(mp4.dropLast())).flatMap(\.fault)?.hasPrefix("ends within its `") == true)
        let ogg = try Fixture.bytes("beep.ogg")
        let page = try #require(ogg.indices.last { ogg[$0...].starts(with: Array("OggS".utf8)) })
        #expect(Self.structure(Array(ogg[..<page])) == .unfinished("has no last page"))
    }

    /// Recorders that do not know the length yet write one that no file has.
    @Test func takesSoundOfUnknownLength() throws {
        var bytes = try Fixture.bytes("beep.wav")
        let data = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("data".utf8)) })
        for unknown: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F]] {
            bytes.replaceSubrange(4..<8, with: unknown)
            bytes.replaceSubrange(data + 4..<data + 8, with: unknown)
            #expect(Self.structure(bytes) == .complete)
        }
    }

    /// A segment and clusters without lengths, as browsers record them.
    @Test func takesLiveRecordings() {
        let head: [UInt8] = [0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6D]
        let segment: [UInt8] = [0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        let cluster: [UInt8] = [0x1F, 0x43, 0xB6, 0x75, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xE7, 0x81, 0]
        #expect(Self.structure(head + segment + cluster) == .complete)
        #expect(Self.structure(head + segment) == .broken("has no cluster: there is nothing to play"))
        #expect(
            Self.structure(head + segment + [0x1F, 0x43, 0xB6, 0x75, 0x8F, 0])
                == .broken("ends within a cluster or another element"))
    }

    /// Movies in fragments, and one whose last box says that it goes on to the end.
    @Test func takesEveryOrderOfBoxes() {
        func box(_ name: String, _ content: [UInt8] = [0, 0, 0, 0]) -> [UInt8] {
            [0, 0, 0, UInt8(8 + content.count)] + Array(name.utf8) + content
        }
        let type = box("ftyp", Array("isom\0\0\0\0mp42".utf8))
        #expect(Self.structure(type + box("moov") + box("moof") + box("mdat") + box("mfra")) == .complete)
        #expect(Self.structure(type + box("mdat") + box("free") + box("moov")) == .complete)
        #expect(Self.structure(type + box("moov") + [0, 0, 0, 0] + Array("mdat".utf8) + [1, 2, 3]) == .complete)
        #expect(Self.structure(type + box("mdat")) == .broken("has no `moov` box: its index is missing"))
        #expect(Self.structure(type + box("moov")) == .broken("has no `mdat` box: there is nothing to play"))
        let long: [UInt8] = [0, 0, 0, 1] + Array("mdat".utf8) + [0, 0, 0, 0, 0, 0, 0, 20] + [1, 2, 3, 4]
        #expect(Self.structure(type + box("moov") + long) == .complete)
        let endless: [UInt8] = [0, 0, 0, 1] + Array("mdat".utf8) + Array(repeating: 0xFF, count: 8)
        #expect(Self.structure(type + box("moov") + endless) == .broken("ends within its `mdat` box"))
    }

    /// Sound that only begins like sound.
    @Test func refusesNoise() {
        var state: UInt64 = 7
        let noise = (0..<5000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        #expect(Self.structure([0xFF, 0xFB, 0x90, 0x00] + noise) == .broken("has no sound"))
        #expect(Self.structure([0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC] + noise) == .broken("has no sound"))
    }

    /// Whatever bytes there are, nothing traps and everything ends.
    @Test(arguments: files)
    func bearsDamage(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        let type = try #require(MediaType.detect(bytes))
        for count in stride(from: 0, to: min(bytes.count, 4000), by: 37) {
            _ = MediaStructure(of: Array(bytes.prefix(count)), type: type)
        }
        for place in stride(from: 0, to: min(bytes.count, 600), by: 3) {
            var wild = bytes
            for offset in place..<min(place + 8, bytes.count) { wild[offset] = 0xFF }
            _ = MediaStructure(of: wild, type: type)
        }
        // A file that cannot be read further than its beginning.
        let unreadable = MediaStructure(type: type, count: Int.max) { offset, count in
            offset < bytes.count ? Array(bytes[offset..<min(bytes.count, offset + count)]) : []
        }
        _ = unreadable
    }

    /// Only windows are read, however long a file is.
    @Test func readsInParts() throws {
        let mp4 = try Fixture.bytes("clip.mp4")
        let type = try #require(MediaType.detect(mp4))
        let padding = 90 << 20
        let free: [UInt8] = withUnsafeBytes(of: UInt32(padding).bigEndian) { Array($0) } + Array("free".utf8)
        let count = mp4.count + padding
        final class Reads: @unchecked Sendable { var bytes = 0 }
        let reads = Reads()
        let structure = MediaStructure(type: type, count: count) { offset, length in
            reads.bytes += length
            return (offset..<offset + length).map { place in
                if place < mp4.count { return mp4[place] }
                return place - mp4.count < free.count ? free[place - mp4.count] : 0
            }
        }
        #expect(structure == .complete)
        #expect(reads.bytes < 1 << 20)
    }
}
