import NIOPosix
import RivyaRuns

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// An open regular file. Its calls block, so they run on the thread pool for blocking work.
final class SystemFile: Sendable {
    let path: String
    private let descriptor: CInt

    /// - Parameter flags: As for `open`; `O_CLOEXEC` is added.
    init(_ path: String, flags: CInt) throws(ServiceError) {
        // Without O_NONBLOCK, opening a named pipe would wait for its other end.
        descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o644)
        self.path = path
        guard descriptor >= 0 else { throw Self.failure(errno, path) }
        // The instance is complete here: where this throws, deinit closes the descriptor.
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ServiceError(.local, "`\(path)` is not a regular file")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// In bytes.
    func size() throws(ServiceError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(errno, path) }
        return Int(status.st_size)
    }

    /// Up to `count` bytes; none at the end of the file.
    func read(_ count: Int, at offset: Int) async throws(ServiceError) -> [UInt8] {
        try await Self.blocking { [self] in
            var failed: CInt = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                var got = pread(descriptor, buffer.baseAddress, count, off_t(offset))
                while got < 0, errno == EINTR { got = pread(descriptor, buffer.baseAddress, count, off_t(offset)) }
                failed = got < 0 ? errno : 0
                filled = max(got, 0)
            }
            guard failed == 0 else { throw Self.failure(failed, path) }
            return bytes
        }
    }

    func write(_ bytes: [UInt8], at offset: Int) async throws(ServiceError) {
        try await Self.blocking { [self] in try put(bytes, at: offset) }
    }

    /// Writes at once: for a thread that may wait.
    func put(_ bytes: [UInt8], at offset: Int) throws(ServiceError) {
        var done = 0
        while done < bytes.count {
            let wrote = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress! + done, bytes.count - done, off_t(offset + done))
            }
            if wrote < 0, errno != EINTR { throw Self.failure(errno, path) }
            done += max(wrote, 0)
        }
    }

    /// Does what waits for a disk away from the threads that tasks and connections need.
    static func blocking<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await NIOThreadPool.singleton.runIfActive(body)
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(.cancelled, "cancelled")
        }
    }

    static func failure(_ code: CInt, _ path: String) -> ServiceError {
        switch code {
        case ENOSPC, EDQUOT: ServiceError(.local, "there is no space left for `\(path)`")
        case EFBIG: ServiceError(.local, "`\(path)` would become larger than files may be here")
        case ENOENT: ServiceError(.local, "`\(path)` does not exist")
        case EACCES, EPERM: ServiceError(.local, "no permission for `\(path)`")
        case EROFS: ServiceError(.local, "`\(path)` is on a read-only file system")
        case ELOOP: ServiceError(.local, "`\(path)` is a symbolic link")
        case EISDIR: ServiceError(.local, "`\(path)` is a folder")
        default: ServiceError(.local, "`\(path)`: \(String(cString: strerror(code)))")
        }
    }
}
