import Foundation
import RivyaLanguage

/// Reads whole files, straight to where their bytes stay: a long script is mostly memory that is touched for the first
/// time, and copies of it would be more.
enum FileContents {
    private static let chunkLength = 1 << 16

    /// - Parameters:
    ///   - limit: how many bytes it may have.
    ///   - takesPipes: a pipe can be read once only, and never ends where nobody writes.
    static func bytes(of path: String, limit: Int, takesPipes: Bool = false) throws(FileProblem) -> [UInt8] {
        let size = try length(of: path, takesPipes: takesPipes)
        guard size <= limit else { throw .tooLarge(bytes: size) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(reason(errno)) }
        defer { close(descriptor) }
        // One byte more than a regular file has, to see its end; a pipe and a file that grows go on.
        var room = max(size + 1, chunkLength)
        var bytes = try chunk(of: descriptor, room: room)
        var isAtEnd = bytes.count < room
        room = chunkLength
        while !isAtEnd, bytes.count <= limit {
            let more = try chunk(of: descriptor, room: room)
            isAtEnd = more.count < room
            bytes += more
        }
        guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count) }
        return bytes
    }

    /// In bytes; 0 for a pipe, which has no size of its own.
    static func length(of path: String, takesPipes: Bool = false) throws(FileProblem) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw errno == EACCES ? .unreadable(reason(EACCES)) : .notFound }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw .isFolder
        case S_IFREG: return Int(status.st_size)
        case S_IFIFO where takesPipes, S_IFCHR where takesPipes: return 0
        default: throw .unreadable("it is no regular file")
        }
    }

    /// The next bytes of a file, as many as there is room for; fewer are its end.
    private static func chunk(of descriptor: Int32, room: Int) throws(FileProblem) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            while count < room {
                let length = read(descriptor, buffer.baseAddress! + count, room - count)
                if length == 0 { return }
                if length > 0 {
                    count += length
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw .unreadable(reason(failure)) }
        return bytes
    }

    /// As the end of a sentence.
    private static func reason(_ error: Int32) -> String { String(cString: strerror(error)).lowercased() }
}
