#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Dispatch
import RivyaSyntax
import Synchronization

/// Lines from a pipe, a file or a terminal that cannot move its cursor: no codes and no history.
///
/// On such a terminal a prompt is written in front of each line, once. What is printed meanwhile waits for the end of the
/// line, because nothing could be put back behind it.
package final class PlainLineReader: LineReader {
    package let isInteractive: Bool

    private let mailbox = EditorMailbox()
    private let thread: WorkerThread<PlainInput>
    /// Where prompts go; nil without a person to show them to.
    private let output: TerminalOutput?
    private let interruptions: Interruptions?

    package convenience init(descriptor: Int32 = 0) {
        self.init(descriptor: descriptor, promptingOn: nil)
    }

    /// - Parameter output: shows prompts where there is one.
    init(descriptor: Int32, promptingOn output: TerminalOutput?) {
        self.output = output
        isInteractive = output != nil
        interruptions = output == nil ? nil : Interruptions(pipe: mailbox.pipe)
        thread = WorkerThread(name: "line reader") { [pipe = mailbox.pipe] in
            PlainInput(descriptor: descriptor, pipe: pipe)
        }
    }

    deinit {
        thread.finish()
    }

    package func readLine(prompt: StyledText) async throws -> Line {
        let number = mailbox.beginRead()
        interruptions?.begin()
        output?.write(prompt.plain)
        output?.setDetour { [mailbox] in mailbox.show($0) }
        defer {
            output?.setDetour(nil)
            for message in mailbox.takeWishes().messages { output?.write(message) }
            mailbox.endRead(number)
        }
        let line = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                thread.perform { [mailbox, interruptions] input in
                    continuation.resume(
                        with: Result {
                            try input.next(
                                isCancelled: { mailbox.isCancelled(number) },
                                isInterrupted: { interruptions?.isRaised ?? false })
                        })
                }
            }
        } onCancel: {
            mailbox.cancelRead(number)
        }
        // The terminal has echoed no line feed.
        if line == .interrupted || line == .endOfFile { output?.write("\n") }
        return line
    }

    package func remember(_ statement: String) {}
}

/// ^C on a terminal that edits its lines itself: it drops the line and sends a signal.
private final class Interruptions: Sendable {
    private let raised: Mutex<Bool>
    /// Set once, and cancelled at the end.
    private nonisolated(unsafe) let source: any DispatchSourceSignal

    init(pipe: WakePipe) {
        raised = Mutex(false)
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { [weak self] in
            self?.raised.withLock { $0 = true }
            pipe.wake()
        }
        source.activate()
    }

    deinit { source.cancel() }

    var isRaised: Bool { raised.withLock { $0 } }

    func begin() { raised.withLock { $0 = false } }
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

    func next(isCancelled: () -> Bool, isInterrupted: () -> Bool) throws -> Line {
        var searched = 0
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            if isCancelled() { throw CancellationError() }
            if isInterrupted() { return .interrupted }
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
