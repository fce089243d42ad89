#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The statements of earlier sessions, in a file that several sessions may append to at once.
///
/// One entry is one line of UTF-8; line feeds inside an entry are written as `\n` and backslashes as `\\`. Each entry
/// is appended under a lock as soon as it is made, so sessions never overwrite each other and a crash loses nothing.
/// The file is readable by its owner only.
struct HistoryFile: Sendable {
    struct Failure: Error {
        /// As `permission denied`.
        var reason: String
    }

    let path: String
    /// The most entries that are kept. The file may hold twice as many before it is rewritten.
    let limit: Int

    /// The entries, oldest first, without duplicates in a row. A file that does not exist is empty.
    func load() throws(Failure) -> [String] {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return [] }
        guard descriptor >= 0 else { throw .current }
        defer { close(descriptor) }
        // Another program may have made the file readable for all.
        fchmod(descriptor, 0o600)
        flock(descriptor, LOCK_SH)
        let content = try Self.content(of: descriptor)
        flock(descriptor, LOCK_UN)

        var entries: [String] = []
        for line in content.split(separator: UInt8(ascii: "\n")) {
            let entry = Self.unescaped(String(decoding: line, as: UTF8.self))
            if entry != entries.last { entries.append(entry) }
        }
        if entries.count > 2 * limit { try rewrite(keeping: limit) }
        return Array(entries.suffix(limit))
    }

    func append(_ entry: String) throws(Failure) {
        let descriptor = try openLocked()
        defer { close(descriptor) }
        var text = Self.escaped(entry) + "\n"
        // A session that was killed while writing may have left half a line.
        var last: UInt8 = 0
        let size = lseek(descriptor, 0, SEEK_END)
        if size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") { text = "\n" + text }
        guard DescriptorWriter.write(text, to: descriptor) else { throw .current }
    }

    /// Replaces the file by its last entries. The new file gets its name only when it is complete.
    private func rewrite(keeping count: Int) throws(Failure) {
        let descriptor = try openLocked()
        defer { close(descriptor) }
        let lines = try Self.content(of: descriptor).split(separator: UInt8(ascii: "\n")).suffix(count)
        let temporary = path + ".\(getpid()).new"
        let replacement = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard replacement >= 0 else { throw .current }
        defer { close(replacement) }
        let text = lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
        guard DescriptorWriter.write(text, to: replacement), rename(temporary, path) == 0 else {
            let failure = Failure.current
            unlink(temporary)
            throw failure
        }
    }

    /// Opens the file, alone. It may have been replaced while this waited for the lock; then the new one is opened.
    private func openLocked() throws(Failure) -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .current }
            flock(descriptor, LOCK_EX)
            var (opened, named) = (stat(), stat())
            if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino {
                fchmod(descriptor, 0o600)
                return descriptor
            }
            close(descriptor)
        }
    }

    private static func content(of descriptor: Int32) throws(Failure) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        lseek(descriptor, 0, SEEK_SET)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return content }
            if count < 0, errno != EINTR { throw .current }
            if count > 0 { content += buffer[..<count] }
        }
    }

    static func escaped(_ entry: String) -> String {
        var result = ""
        for scalar in entry.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func unescaped(_ line: String) -> String {
        var result = ""
        var isEscaped = false
        for scalar in line.unicodeScalars {
            if isEscaped {
                result.unicodeScalars.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension HistoryFile.Failure {
    /// What `errno` says now.
    fileprivate static var current: Self { Self(reason: String(cString: strerror(errno)).lowercased()) }
}
