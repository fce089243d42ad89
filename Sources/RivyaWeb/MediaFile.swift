import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A result file that is open for reading. It blocks, so it is read on a thread of its own kind.
final class MediaFile: Sendable {
    let length: Int
    /// Changes with the content.
    let tag: String
    private let descriptor: Int32

    private init(descriptor: Int32, info: stat) {
        self.descriptor = descriptor
        length = Int(info.st_size)
        #if canImport(Darwin)
        let time = info.st_mtimespec
        #else
        let time = info.st_mtim
        #endif
        tag = "\"\(info.st_ino)-\(info.st_size)-\(time.tv_sec)-\(time.tv_nsec)\""
    }

    deinit { close(descriptor) }

    /// nil where there is no regular file of this name. A link is not followed: what stands behind it is not what was
    /// stored there. Nor is a pipe waited for.
    @concurrent
    static func open(_ path: String) async throws -> MediaFile? {
        try await NIOThreadPool.singleton.runIfActive {
            let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
            #if canImport(Darwin)
            let descriptor = Darwin.open(path, flags)
            #elseif canImport(Musl)
            let descriptor = Musl.open(path, flags)
            #else
            let descriptor = Glibc.open(path, flags)
            #endif
            guard descriptor >= 0 else { return nil }
            var info = stat()
            guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                return nil
            }
            return MediaFile(descriptor: descriptor, info: info)
        }
    }

    /// Up to `count` bytes from a place; empty where the file has become shorter.
    @concurrent
    func read(_ count: Int, at offset: Int) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive { [descriptor] in
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            let filled = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                max(0, pread(descriptor, bytes.baseAddress, count, off_t(offset)))
            }
            precondition(filled <= count)
            return buffer
        }
    }

    /// The media type for an ending. What a browser could run is not shown but saved.
    static func contentType(of path: String) -> (type: String, isShown: Bool) {
        let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased()
        return switch ending {
        case "png": ("image/png", true)
        case "jpg", "jpeg": ("image/jpeg", true)
        case "webp": ("image/webp", true)
        case "gif": ("image/gif", true)
        case "avif": ("image/avif", true)
        case "mp4", "m4v": ("video/mp4", true)
        case "webm": ("video/webm", true)
        case "mov": ("video/quicktime", true)
        case "mp3": ("audio/mpeg", true)
        case "wav": ("audio/wav", true)
        case "m4a": ("audio/mp4", true)
        case "aac": ("audio/aac", true)
        case "ogg", "opus": ("audio/ogg", true)
        case "flac": ("audio/flac", true)
        default: ("application/octet-stream", false)
        }
    }
}
