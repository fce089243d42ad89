import Foundation

/// A text without what differs from run to run: ids, times, durations, hashes, ports.
func unchanging(_ text: String, _ workplace: Workplace) -> String {
    var text = text.replacingOccurrences(of: workplace.path, with: "HERE")
    for (pattern, replacement) in [
        (#"\d{8}-\d{6}(-\d+)?"#, "RUN"), (#"task_[0-9a-f]+_\d+"#, "TASK"), (#"file_[0-9a-f]+"#, "FILE"),
        (#"\d+ bytes"#, "N bytes"),
        (#"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"#, "TIME"), (#"\d{4}-\d\d-\d\dT[0-9:.]+Z"#, "TIME"),
        (#"\b[0-9a-f]{64}\b"#, "HASH"), (#"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"#, "KEY"),
        (#"\b\d+(\.\d+)? s (preparing|sending|queued|downloading)"#, "N s $2"), (#"127\.0\.0\.1:\d+"#, "PORT"),
        // Columns are as wide as what they hold.
        (#" {3,}"#, "  "),
    ] {
        text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
    }
    return text
}
