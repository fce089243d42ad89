import Foundation

/// Holds a plan's lines back until it is known that the plan has no error, because then nothing else is printed.
/// What exceeds a buffer goes to a file without a name, so that a million requests need no memory.
final class PlanSpool {
    private static let bufferLength = 1 << 20
    private var buffer: [UInt8] = []
    private var file: FileHandle?

    init() { buffer.reserveCapacity(1 << 16) }

    /// Lets `write` append a line.
    func append(_ write: (inout [UInt8]) -> Void) throws {
        write(&buffer)
        if buffer.count > Self.bufferLength { try spill() }
    }

    private func spill() throws {
        if file == nil {
            let template = FileManager.default.temporaryDirectory.appendingPathComponent("rivya-plan-XXXXXX").path
            var path = Array(template.utf8CString)
            let descriptor = mkstemp(&path)
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            unlink(&path)
            file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
        try file?.write(contentsOf: Data(buffer))
        buffer.removeAll(keepingCapacity: true)
    }

    /// Hands everything on in pieces of whole lines, in order.
    func drain(_ body: (ArraySlice<UInt8>) -> Void) throws {
        if let file {
            try file.seek(toOffset: 0)
            // What is behind the last line feed of a piece waits for the next one: it may end inside a character.
            var pending: [UInt8] = []
            while let piece = try file.read(upToCount: Self.bufferLength), !piece.isEmpty {
                pending.append(contentsOf: piece)
                guard let lineFeed = pending.lastIndex(of: UInt8(ascii: "\n")) else { continue }
                body(pending[...lineFeed])
                pending.removeSubrange(...lineFeed)
            }
        }
        body(buffer[...])
    }
}
