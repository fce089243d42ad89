import Crypto
import Foundation

/// A file of this machine, with the few operations that must be exact: what it weighs, what it holds, that it has
/// reached the disk, and that it replaces nothing.
struct LocalFile: Sendable, Hashable {
    /// What the system said when an operation failed.
    struct Problem: Error, Hashable {
        var code: Int32
        var message: String

        /// From `errno`, which must be read before anything else happens.
        static func last(_ what: String, _ path: String) -> Problem {
            let code = errno
            var problem = Problem(code: code, message: "\(what) `\(path)`: \(String(cString: strerror(code)))")
            if problem.isLackOfSpace { problem.message = "there is no space left for `\(path)`" }
            return problem
        }

        var isLackOfSpace: Bool { [ENOSPC, EDQUOT].contains(code) }
    }

    /// Tells an unchanged file from a changed one without reading it.
    struct Stamp: Hashable, Sendable {
        var bytes: Int
        /// Seconds since 1970.
        var modified: Double
        /// When anything about it changed last: a time that nobody can set back, as some programs do with the other.
        var changed: Double
        var device: UInt64
        var node: UInt64

        fileprivate init(_ info: stat) {
            #if canImport(Darwin)
            let (time, change) = (info.st_mtimespec, info.st_ctimespec)
            #else
            let (time, change) = (info.st_mtim, info.st_ctim)
            #endif
            bytes = Int(info.st_size)
            modified = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            changed = Double(change.tv_sec) + Double(change.tv_nsec) / 1e9
            device = UInt64(truncatingIfNeeded: info.st_dev)
            node = UInt64(info.st_ino)
        }

        fileprivate init(_ descriptor: Int32, _ path: String) throws(Problem) {
            var info = stat()
            guard fstat(descriptor, &info) == 0 else { throw .last("cannot read", path) }
            self.init(info)
        }
    }

    var path: String

    init(_ path: String) {
        self.path = path
    }

    /// nil where there is no regular file.
    var stamp: Stamp? {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        return Stamp(info)
    }

    /// SHA-256 of the content in lower-case hexadecimal.
    func digest() throws(Problem) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("cannot read", path) }
        defer { close(descriptor) }
        var hash = SHA256()
        var info = stat()
        let size = fstat(descriptor, &info) == 0 ? Int(info.st_size) : 0
        // One byte more than a small file has, so that its end shows with the first reading.
        var buffer = [UInt8](repeating: 0, count: min(max(size + 1, 1 << 12), 1 << 18))
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return hash.finalize().hexadecimal }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .last("cannot read", path)
            }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    /// Returns once the content, or a folder's list of names, would survive a power cut.
    @discardableResult
    func synchronize() throws(Problem) -> Stamp {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("cannot open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last("cannot write", path) }
        return try Stamp(descriptor, path)
    }

    /// The first bytes, to tell what the file is.
    func head(_ count: Int) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, read(descriptor, buffer.baseAddress, count))
        }
    }

    func remove() { unlink(path) }

    /// Makes a new file with this content, which would survive a power cut; whatever had the name is gone. Leaves
    /// nothing behind where it fails.
    func write(_ bytes: [UInt8]) throws(Problem) -> Stamp {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        var descriptor = open(path, flags, 0o644)
        if descriptor < 0, errno == EEXIST {
            // Its name goes, not its content: that may be a result under another name, or lie behind a link.
            remove()
            descriptor = open(path, flags, 0o644)
        }
        guard descriptor >= 0 else { throw .last("cannot write", path) }
        defer { close(descriptor) }
        do throws(Problem) {
            try Self.write(bytes[...], to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw Problem.last("cannot write", path) }
            return try Stamp(descriptor, path)
        } catch {
            remove()
            throw error
        }
    }

    /// Gives the file another name, atomically, unless that name is taken. On another disk it is copied first.
    /// - Returns: false where it is.
    func move(to destination: String) throws(Problem) -> Bool {
        // A crash between the two steps leaves both names, and what is written to the first one is a new file.
        if link(path, destination) == 0 {
            unlink(path)
            return true
        }
        let code = errno
        if code == EEXIST { return false }
        if code == EXDEV {
            let isPlaced = try appear(at: destination)
            if isPlaced { remove() }
            return isPlaced
        }
        // Some file systems know no hard links. There the name is taken first, by an empty file, and then replaced.
        guard [EPERM, ENOTSUP, EOPNOTSUPP, EMLINK, ENOSYS].contains(code) else {
            throw .last("cannot write", destination)
        }
        let descriptor = open(destination, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw .last("cannot write", destination)
        }
        close(descriptor)
        guard rename(path, destination) == 0 else {
            let problem = Problem.last("cannot write", destination)
            unlink(destination)
            throw problem
        }
        return true
    }

    /// Makes the content appear under another name as well: a second link to it, else a copy. Replaces nothing.
    /// - Returns: false where that name is taken.
    func appear(at destination: String) throws(Problem) -> Bool {
        if link(path, destination) == 0 { return true }
        if errno == EEXIST { return false }
        let part = LocalFile(destination + ".part")
        do {
            try copy(to: part)
            try part.synchronize()
            let isPlaced = try part.move(to: destination)
            if !isPlaced { part.remove() }
            return isPlaced
        } catch {
            part.remove()
            throw error
        }
    }

    private func copy(to target: LocalFile) throws(Problem) {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw .last("cannot read", path) }
        defer { close(source) }
        let sink = open(target.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard sink >= 0 else { throw .last("cannot write", target.path) }
        defer { close(sink) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(source, $0.baseAddress, $0.count) }
            if count == 0 { return }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .last("cannot read", path)
            }
            try Self.write(buffer[..<count], to: sink, target.path)
        }
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ path: String) throws(Problem) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw .last("cannot write", path)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Creates a folder and those above it.
    static func createFolder(_ path: String) throws(Problem) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path != "/", !path.isEmpty else { throw .last("cannot create", path) }
        try createFolder(LexicalPath.folder(of: path))
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw .last("cannot create", path) }
    }
}

extension Digest {
    /// In lower case.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(Self.byteCount * 2)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
