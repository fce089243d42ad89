import Foundation
import RivyaCatalog

/// How long a reference plays, in whole seconds, as its container says: a service may bill what it reads.
enum MediaDuration {
    /// nil for what does not play. Where the container is none that is read here, what its size lets expect: files of
    /// one size count as equally long.
    static func seconds(of file: Reference.File) -> Int? {
        guard file.type.kind != .image else { return nil }
        if let handle = FileHandle(forReadingAtPath: file.location) {
            defer { try? handle.close() }
            if let seconds = (try? movie(handle)) ?? (try? wave(handle)) { return Int(seconds.rounded(.up)) }
        }
        return -(file.bytes / 100_000)
    }

    /// From the movie header of an MP4 or QuickTime file.
    private static func movie(_ handle: FileHandle) throws -> Double? {
        let end = try handle.seekToEnd()
        guard let movie = try box("moov", in: 0..<end, handle), let header = try box("mvhd", in: movie, handle) else {
            return nil
        }
        let bytes = try read(32, at: header.lowerBound, handle)
        guard bytes.count == 32 else { return nil }
        let isLong = bytes[0] == 1
        let scale = number(bytes[isLong ? 20..<24 : 12..<16])
        let length = number(bytes[isLong ? 24..<32 : 16..<20])
        return scale > 0 && length < 1 << 48 ? Double(length) / Double(scale) : nil
    }

    /// The content of the first box of this type.
    private static func box(_ type: String, in range: Range<UInt64>, _ handle: FileHandle) throws -> Range<UInt64>? {
        var place = range.lowerBound
        while place + 8 <= range.upperBound {
            let head = try read(16, at: place, handle)
            guard head.count >= 8 else { return nil }
            var size = number(head[0..<4])
            var content = place + 8
            if size == 1, head.count == 16 {
                size = number(head[8..<16])
                content += 8
            }
            let end = size == 0 ? range.upperBound : place.addingReportingOverflow(size).partialValue
            guard end >= content, end <= range.upperBound else { return nil }
            if head[4..<8].elementsEqual(type.utf8) { return content..<end }
            place = end
        }
        return nil
    }

    /// From the format and the data of a WAV file.
    private static func wave(_ handle: FileHandle) throws -> Double? {
        let head = try read(12, at: 0, handle)
        guard head.count == 12, head[0..<4].elementsEqual("RIFF".utf8), head[8..<12].elementsEqual("WAVE".utf8) else {
            return nil
        }
        var place: UInt64 = 12
        var rate: UInt64 = 0
        while true {
            let chunk = try read(20, at: place, handle)
            guard chunk.count >= 8 else { return nil }
            let size = number(chunk[4..<8].reversed())
            if chunk[0..<4].elementsEqual("fmt ".utf8), chunk.count == 20 { rate = number(chunk[16..<20].reversed()) }
            if chunk[0..<4].elementsEqual("data".utf8) { return rate > 0 ? Double(size) / Double(rate) : nil }
            place += 8 + size + size % 2
        }
    }

    private static func read(_ count: Int, at place: UInt64, _ handle: FileHandle) throws -> [UInt8] {
        try handle.seek(toOffset: place)
        return Array(try handle.read(upToCount: count) ?? Data())
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
