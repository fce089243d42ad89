/// One of the embedded clips, played to last as long as is asked for.
///
/// The clips have 80 frames of equal length and nothing that depends on their rate, so a duration is five numbers of
/// the file: 5 s are 16 frames a second, 10 s are 8. The bar in the picture always fills to the end.
enum MovieClip {
    static let hues = 6
    static let ratios = [
        AspectRatio(16, 9), AspectRatio(9, 16), AspectRatio(1, 1), AspectRatio(4, 3), AspectRatio(3, 4),
        AspectRatio(3, 2), AspectRatio(2, 3), AspectRatio(21, 9), AspectRatio(9, 21),
    ]

    /// An MP4 file.
    /// - Parameters:
    ///   - ratio: the nearest of `ratios` is taken.
    ///   - hue: below `hues`.
    static func mp4(ratio: AspectRatio, hue: Int, milliseconds: Int) -> [UInt8] {
        let nearest = ratio.nearest(of: ratios)
        let name = "video-\(nearest.width)x\(nearest.height)-\(hue).mp4"
        guard var clip = EmbeddedMedia.file(name) else {
            preconditionFailure("`\(name)` is not among the embedded media: run make-media.sh")
        }
        setDuration(of: &clip, milliseconds: UInt32(milliseconds))
        return clip
    }

    private static func setDuration(of clip: inout [UInt8], milliseconds: UInt32) {
        var frames: UInt32 = 0
        forEachBox(in: clip, clip.indices) { type, content in
            // The time-to-sample table: version, number of entries (one), then frames and ticks for each.
            if type == "stts" { frames = clip.bigEndian32(at: content.lowerBound + 8) }
        }
        let original = clip
        forEachBox(in: original, original.indices) { type, content in
            let start = content.lowerBound
            switch type {
            case "mvhd":
                clip.setBigEndian32(1000, at: start + 12)
                clip.setBigEndian32(milliseconds, at: start + 16)
            case "tkhd":
                clip.setBigEndian32(milliseconds, at: start + 20)
            case "elst":
                clip.setBigEndian32(milliseconds, at: start + 8)
            case "mdhd":
                // With that many ticks a second, each frame lasts as many ticks as the whole clip milliseconds.
                clip.setBigEndian32(frames * 1000, at: start + 12)
                clip.setBigEndian32(frames * milliseconds, at: start + 16)
            case "stts":
                clip.setBigEndian32(milliseconds, at: start + 12)
            default:
                break
            }
        }
    }

    /// Calls `visit` with every box that is no container, and the place of its content.
    static func forEachBox(in file: [UInt8], _ range: Range<Int>, visit: (String, Range<Int>) -> Void) {
        let containers: Set<String> = ["moov", "trak", "mdia", "minf", "stbl", "edts"]
        var offset = range.lowerBound
        while offset + 8 <= range.upperBound {
            let length = Int(file.bigEndian32(at: offset))
            guard length >= 8, offset + length <= range.upperBound else { return }
            let type = String(decoding: file[offset + 4..<offset + 8], as: UTF8.self)
            let content = offset + 8..<offset + length
            if containers.contains(type) {
                forEachBox(in: file, content, visit: visit)
            } else {
                visit(type, content)
            }
            offset += length
        }
    }
}
