import Foundation

/// Files in `Tests/Fixtures`, which several test targets share.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appending(path: "Fixtures").appending(path: path)))
    }
}
