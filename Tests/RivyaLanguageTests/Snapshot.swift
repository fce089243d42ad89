import Foundation
import Testing

/// Text that lies in a file beside the tests. With `RECORD_SNAPSHOTS=1` a different text replaces it, and the test
/// fails all the same: what was recorded wants to be read.
enum Snapshot {
    static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

    static func check(_ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let known = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        guard known != text else { return }
        if isRecording {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            Issue.record("recorded \(path): read it", sourceLocation: sourceLocation)
        } else {
            #expect(known == text, "RECORD_SNAPSHOTS=1 records it anew", sourceLocation: sourceLocation)
        }
    }
}
