import Foundation

/// Gives a file another content at once: a reader sees the old one or the new one, and a crash leaves one of them.
struct FileReplacement {
    struct Problem: Error {
        /// The system's words.
        var reason: String

        static var ofSystem: Problem { Problem(reason: String(cString: strerror(errno))) }
    }

    /// Links are followed: the file that they lead to is replaced.
    private let path: String
    private let mode: mode_t

    init(of path: String) throws(Problem) {
        guard let resolved = realpath(path, nil) else { throw .ofSystem }
        defer { free(resolved) }
        self.path = String(cString: resolved)
        var status = stat()
        guard stat(resolved, &status) == 0 else { throw .ofSystem }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Problem(reason: "it is no regular file") }
        // A new file could take the place of a read-only one; it was made read-only against that.
        guard access(resolved, W_OK) == 0 else { throw .ofSystem }
        mode = status.st_mode & 0o7777
    }

    func write(_ bytes: [UInt8]) throws(Problem) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .ofSystem }
        let isWritten = send(bytes, to: descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
        let problem = Problem.ofSystem
        close(descriptor)
        guard isWritten else {
            unlink(template)
            throw problem
        }
        guard rename(template, path) == 0 else {
            let problem = Problem.ofSystem
            unlink(template)
            throw problem
        }
    }

    private func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}
