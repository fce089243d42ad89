/// Tones: MP3 and Ogg Opus from the embedded files, WAV computed.
enum AudioClip {
    static let pitches = 4

    /// An MP3 file, to within a frame (26 ms) as long as asked.
    /// - Parameter pitch: below `pitches`.
    static func mp3(pitch: Int, milliseconds: Int) -> [UInt8] {
        let clip = embedded("audio-\(pitch).mp3")
        let frames = mp3Frames(of: clip)
        // The first frames have the encoder's silence; the forty after them repeat without a seam.
        let loop = frames[3..<43]
        // A frame has 1152 samples at 44.1 kHz.
        let wanted = max(1, milliseconds * 44100 / 1152 / 1000)
        var file: [UInt8] = []
        for index in 0..<wanted {
            file += clip[loop[loop.startIndex + index % loop.count]]
        }
        return file
    }

    /// An Ogg Opus file of three seconds.
    static func opus(pitch: Int) -> [UInt8] { embedded("audio-\(pitch).ogg") }

    /// A WAV file: 16 bits, mono, a triangle wave that swells twice a second.
    static func wav(pitch: Int, milliseconds: Int, sampleRate: Int) -> [UInt8] {
        let samples = milliseconds * sampleRate / 1000
        var file: [UInt8] = Array("RIFF".utf8)
        file.reserveCapacity(44 + 2 * samples)
        file.appendLittleEndian(UInt32(36 + 2 * samples))
        file += Array("WAVEfmt ".utf8)
        file.appendLittleEndian(UInt32(16))
        file.appendLittleEndian(UInt16(1))
        file.appendLittleEndian(UInt16(1))
        file.appendLittleEndian(UInt32(sampleRate))
        file.appendLittleEndian(UInt32(2 * sampleRate))
        file.appendLittleEndian(UInt16(2))
        file.appendLittleEndian(UInt16(16))
        file += Array("data".utf8)
        file.appendLittleEndian(UInt32(2 * samples))
        let frequency = 220 + 55 * pitch
        for sample in 0..<samples {
            let tone = triangle(sample * frequency, period: sampleRate)
            let swell = 2 + abs(triangle(sample, period: sampleRate)) / 8192
            file.appendLittleEndian(Int16(tone * swell / 16))
        }
        return file
    }

    /// From -32768 to 32767.
    private static func triangle(_ position: Int, period: Int) -> Int {
        let phase = position % period * 131_072 / period
        return phase < 65_536 ? phase - 32_768 : 98_303 - phase
    }

    /// The places of the frames of an MPEG-1 layer III file at 44.1 kHz.
    static func mp3Frames(of file: [UInt8]) -> [Range<Int>] {
        let kilobits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        var frames: [Range<Int>] = []
        var offset = 0
        while offset + 4 <= file.count, file[offset] == 0xFF, file[offset + 1] & 0xFE == 0xFA {
            let rate = Int(file[offset + 2] >> 4)
            let padding = Int(file[offset + 2] >> 1 & 1)
            guard kilobits.indices.contains(rate), rate > 0 else { break }
            let length = 144 * kilobits[rate] * 1000 / 44100 + padding
            guard offset + length <= file.count else { break }
            frames.append(offset..<offset + length)
            offset += length
        }
        return frames
    }

    private static func embedded(_ name: String) -> [UInt8] {
        guard let file = EmbeddedMedia.file(name) else {
            preconditionFailure("`\(name)` is not among the embedded media: run make-media.sh")
        }
        return file
    }
}
