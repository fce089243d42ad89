#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Lines from a pipe, a file or a terminal that cannot move its cursor: no prompt, no history, no codes.
package final class PlainLineReader: LineReader {
    package let isInteractive = false

    private let mailbox = EditorMailbox()
    private let thread: WorkerThread<PlainInput>

    package init(descriptor: Int32 = 0) {
        thread = WorkerThread(name: "line reader") { [pipe = mailbox.pipe] in
            PlainInput(descriptor: descriptor, pipe: pipe)
        }
    }

    deinit {
        thread.finish()
    }

    package func readLine(prompt: StyledText) async throws -> Line {
        let number = mailbox.beginRead()
        defer { mailbox.endRead(number) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                thread.perform { [mailbox] input in
                    continuation.resume(with: Result { try input.next { mailbox.isCancelled(number) } })
                }
            }
        } onCancel: {
            mailbox.cancelRead(number)
        }
    }

    package func remember(_ statement: String) {}
}

/// The bytes of a plain reader; touched by its thread alone.
private final class PlainInput {
    private let descriptor: Int32
    private let pipe: WakePipe
    private var bytes: [UInt8] = []
    private var isAtEnd = false

    init(descriptor: Int32, pipe: WakePipe) {
        self.descriptor = descriptor
        self.pipe = pipe
    }

    func next(isCancelled: () -> Bool) throws -> Line {
        var searched = 0
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            if isCancelled() { throw CancellationError() }
            if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes.removeFirst(end + 1) }
                return Self.line(bytes[..<end])
            }
            searched = bytes.count
            if isAtEnd {
                if bytes.isEmpty { return .endOfFile }
                defer { bytes = [] }
                return Self.line(bytes[...])
            }
            guard case .input? = pipe.wait(for: descriptor) else { continue }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count > 0 { bytes += buffer[..<count] } else { isAtEnd = true }
        }
    }

    /// What is not UTF-8 is handed on as it is: repaired, it would be another text, and be paid for.
    private static func line(_ bytes: ArraySlice<UInt8>) -> Line {
        String(validating: bytes, as: UTF8.self).map { .line($0) } ?? .malformed(Array(bytes))
    }
}
