import RivyaCatalog

/// Everything that decides a result's bytes. Nothing else is kept of a result: its bytes are made when asked for.
struct MediaRecipe: Hashable {
    enum Format: Hashable {
        case png
        case jpeg
        case mp4
        case mp3
        case wav(sampleRate: Int)
        case opus

        var type: MediaType {
            switch self {
            case .png: MediaType(kind: .image, mimeType: "image/png")
            case .jpeg: MediaType(kind: .image, mimeType: "image/jpeg")
            case .mp4: MediaType(kind: .video, mimeType: "video/mp4")
            case .mp3: MediaType(kind: .audio, mimeType: "audio/mpeg")
            case .wav: MediaType(kind: .audio, mimeType: "audio/wav")
            case .opus: MediaType(kind: .audio, mimeType: "audio/ogg")
            }
        }

        var fileExtension: String {
            switch self {
            case .png: "png"
            case .jpeg: "jpg"
            case .mp4: "mp4"
            case .mp3: "mp3"
            case .wav: "wav"
            case .opus: "ogg"
            }
        }
    }

    var format: Format
    var ratio: AspectRatio
    /// Of video and audio.
    var milliseconds: Int
    /// Picks colour, figure and pitch: the same for the same request, another for its next take.
    var variety: UInt64
    /// How many results the task has.
    var count: Int

    /// The bytes of one of the results.
    /// - Parameters:
    ///   - number: from 1.
    ///   - minimumBytes: what is smaller is padded, Ogg files excepted.
    func file(number: Int, minimumBytes: Int = 0) -> [UInt8] {
        let variety = number == 1 ? variety : SplitMix64.mixed(variety &+ UInt64(number))
        var file: [UInt8]
        switch format {
        case .png: file = mosaic(variety).png()
        case .jpeg: file = mosaic(variety).jpeg()
        case .mp4:
            file = MovieClip.mp4(ratio: ratio, hue: Int(variety % UInt64(MovieClip.hues)), milliseconds: milliseconds)
        case .mp3:
            file = AudioClip.mp3(pitch: pitch(variety), milliseconds: milliseconds)
        case .wav(let sampleRate):
            file = AudioClip.wav(pitch: pitch(variety), milliseconds: milliseconds, sampleRate: sampleRate)
        case .opus:
            file = AudioClip.opus(pitch: pitch(variety))
        }
        pad(&file, to: minimumBytes)
        return file
    }

    private func mosaic(_ variety: UInt64) -> Mosaic {
        Mosaic(ratio: ratio, hue: Int(variety % 24) * 15, pattern: variety >> 32)
    }

    private func pitch(_ variety: UInt64) -> Int { Int(variety % UInt64(AudioClip.pitches)) }

    /// With what the format has for bytes that mean nothing.
    private func pad(_ file: inout [UInt8], to minimum: Int) {
        let missing = minimum - file.count
        guard missing > 0 else { return }
        switch format {
        case .mp4:
            file.appendBigEndian(UInt32(max(8, missing)))
            file += Array("free".utf8) + [UInt8](repeating: 0, count: max(0, missing - 8))
        case .wav:
            // Chunks have an even length.
            let size = max(0, missing - 8 + missing % 2)
            file += Array("JUNK".utf8)
            file.appendLittleEndian(UInt32(size))
            file += [UInt8](repeating: 0, count: size)
            let riffSize = UInt32(file.count - 8)
            for byte in 0..<4 { file[4 + byte] = UInt8(truncatingIfNeeded: riffSize >> UInt32(8 * byte)) }
        case .png:
            // A private chunk before the last one, which has 12 bytes.
            var chunk: [UInt8] = []
            chunk.appendPNGChunk("paDd", [UInt8](repeating: 0, count: max(0, missing - 12)))
            file.insert(contentsOf: chunk, at: file.count - 12)
        case .jpeg:
            // Readers stop at the end mark.
            file += [UInt8](repeating: 0, count: missing)
        case .mp3:
            // An ID3 tag of padding; its size is four times seven bits.
            let size = max(0, missing - 10)
            let digits = stride(from: 21, through: 0, by: -7).map { UInt8(size >> $0 & 0x7F) }
            file = Array("ID3".utf8) + [4, 0, 0] + digits + [UInt8](repeating: 0, count: size) + file
        case .opus:
            break
        }
    }
}
