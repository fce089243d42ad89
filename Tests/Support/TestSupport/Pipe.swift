#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A pipe with both ends in the test.
package final class Pipe {
    package let writeEnd: Int32
    package let readEnd: Int32
    private var isReadable = true
    private var isWritable = true

    package init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw PseudoTerminal.Failure(description: "no pipe") }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    package func send(_ text: String) {
        _ = text.withCString { write(writeEnd, $0, strlen($0)) }
    }

    /// Closes the writing end and gives everything that was written.
    package func finish() -> String {
        closeWriteEnd()
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(readEnd, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Goes away as a reader does that has seen enough.
    package func closeReadEnd() {
        if isReadable { close(readEnd) }
        isReadable = false
    }

    package func closeWriteEnd() {
        if isWritable { close(writeEnd) }
        isWritable = false
    }

    deinit {
        closeReadEnd()
        closeWriteEnd()
    }
}
