import Foundation
import Testing

@testable import RivyaClient

/// Content that other programs have compressed.
@Suite struct InflateTests {
    /// Written out by a rule, so that it can be checked without a second copy.
    static let text =
        String((0..<700).map { Character(UnicodeScalar(UInt8(97 + $0 * $0 % 23))) })
        + String(repeating: " the quick brown fox jumps over the lazy dog", count: 4)

    /// Of zlib, with codes of its own.
    static let gzip = bytes(
        """
        H4sIAAAAAAACA+3KyRGAIBAF0VR+agOMOCgMi7hFb5VRcOD6uslwKDa5FsV7ic0lWwIbmjx5dMaxMkoXu8FUvRIWvRF6zA16cv3z\
        Tu8Dp36E9wOV9V23bAMAAA==
        """)
    static let zlib = bytes(
        """
        eNrtyskRgCAQBdFUfmoDjDgoDIu4RW+VUXDg+rrJcCg2uRbFe4nNJVsCG5o8eXTGsTJKF7vBVL0SFr0ReswNenL9807vA6d+hPcD\
        yY1fjg==
        """)
    /// Without a wrapping, and with the codes that are always the same.
    private static let fixed = bytes(
        """
        S0xKzSpMzkspzs1MT8/MLU7JSy7MSk1KHBUeFR7swgolGakKhaWZydkKSUX55XkKafkVClmluQXFCvllqUVg6ZzEqkqFlPz0waAW\
        AA==
        """)

    private static func bytes(_ text: String) -> [UInt8] { Array(Data(base64Encoded: text) ?? Data()) }

    private func decoded(_ bytes: [UInt8], maxBytes: Int = 1 << 20) throws -> String {
        String(decoding: try Inflate.decode(bytes, maxBytes: maxBytes), as: UTF8.self)
    }

    @Test func allWrappings() throws {
        #expect(try decoded(Self.gzip) == Self.text)
        #expect(try decoded(Self.zlib) == Self.text)
        #expect(try decoded(Self.fixed) == Self.text)
        #expect(try decoded(Self.gzip + Self.gzip) == Self.text + Self.text)
        #expect(Inflate.isCompressed(Self.gzip) && Inflate.isCompressed(Self.zlib))
        #expect(!Inflate.isCompressed(Array("ftyp".utf8)) && !Inflate.isCompressed([]))
    }

    @Test func storedBlocksAndHeadsWithNames() throws {
        #expect(try decoded([1, 5, 0, 0xFA, 0xFF] + Array("movie".utf8)) == "movie")
        let named = Array(Self.gzip[..<3]) + [8] + Self.gzip[4..<10] + Array("a.mp4\0".utf8) + Self.gzip[10...]
        #expect(try decoded(named) == Self.text)
    }

    /// Whatever is missing or wrong is noticed, and nothing traps.
    @Test func damageIsNoticed() {
        for bytes in [Self.gzip, Self.zlib] {
            for count in 0..<bytes.count {
                #expect(throws: Inflate.Failure.self) { try decoded(Array(bytes.prefix(count))) }
            }
            for place in 10..<bytes.count {
                var damaged = bytes
                damaged[place] ^= 0x10
                // A few bits mean nothing: those between the last code and the next whole byte.
                let result = try? decoded(damaged)
                #expect(result == nil || result == Self.text)
            }
        }
    }

    @Test func nothingBecomesTooLarge() {
        #expect(throws: Inflate.Failure.tooLarge) { try decoded(Self.gzip, maxBytes: 100) }
    }
}
