package import RivyaSimulator
import RivyaSyntax

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The file in which a simulated world lives on: a line with a snapshot, and a line for each change since.
///
/// A change is in the file before its answer leaves, so a process that is killed takes nothing along that anybody knows
/// of. Several processes may have one world: who changes it holds the file's lock, and has read what others appended.
/// Nothing is forced to the disk; a world survives its processes, not a power cut.
package struct SimulatorStateFile: Sendable {
    package struct Failure: Error, Sendable, Hashable {
        package var message: String
        package var help: String?
    }

    package let path: String
    /// What lies before it is part of the service that it is read into.
    private var offset = 0
    /// Changes that could not be written yet, as lines.
    private var unwritten: [UInt8] = []
    private var hasChanged = false

    package init(path: String) {
        self.path = path
    }

    /// Brings a service to where the world is. It stays as it is where there is no file yet.
    ///
    /// - Parameter service: new, or as this file left it.
    package mutating func catchUp(_ service: inout SimulatedService) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable }
            offset = 0
            return
        }
        defer { close(descriptor) }
        _ = try read(descriptor, into: &service)
    }

    /// Lets a service answer while no other process changes the world, and appends what the answer changed.
    ///
    /// Where this throws the answer must not leave. The service may know of a change that the file does not; the next
    /// one that can be written brings it.
    package mutating func change<Answer>(
        _ service: inout SimulatedService, _ body: (inout SimulatedService) -> Answer
    ) throws(Failure) -> Answer {
        try write(&service) { file, service in
            let answer = body(&service)
            if let change = service.lastChange { file.note(change) }
            return answer
        }
    }

    /// Writes what could not be written, and how far the time and the requests have come. Nothing where this process
    /// changed nothing.
    package mutating func finish(_ service: inout SimulatedService) throws(Failure) {
        guard hasChanged else { return }
        try write(&service) { file, service in file.note(service.lastMoment) }
    }

    private mutating func write<Answer>(
        _ service: inout SimulatedService, _ body: (inout SimulatorStateFile, inout SimulatedService) -> Answer
    ) throws(Failure) -> Answer {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable }
        // It also ends the lock.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw unwritable }
        }
        let size = try read(descriptor, into: &service)
        // The first to write tells where the world began, with what could not be written so far.
        if size == 0 {
            unwritten = []
            note(service.snapshot())
        }
        let answer = body(&self, &service)
        try append(to: descriptor, size: size)
        return answer
    }

    private mutating func note(_ line: JSONValue) {
        line.write(to: &unwritten)
        unwritten.append(UInt8(ascii: "\n"))
        hasChanged = true
    }

    /// Reads the lines behind `offset`, and gives the file's size. What follows the last end of a line is being written,
    /// or was by a process that ended in the middle; `append` writes over it.
    private mutating func read(_ descriptor: Int32, into service: inout SimulatedService) throws(Failure) -> Int {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw unreadable }
        let size = Int(information.st_size)
        // Removed or emptied: the world that is known goes on in a file of its own.
        if size == 0 { offset = 0 }
        guard size >= offset else { throw failure("is not the world that it was", help: Self.newWorld) }
        let bytes = try bytes(of: descriptor, offset..<size)
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if end > rest.startIndex { try take(rest[..<end], into: &service) }
            offset += end + 1 - rest.startIndex
            rest = rest[(end + 1)...]
        }
        // Earlier versions wrote the snapshot alone.
        if offset == 0, !rest.isEmpty {
            try take(rest, into: &service)
            offset = size
            unwritten = [UInt8(ascii: "\n")]
        }
        return size
    }

    private func bytes(of descriptor: Int32, _ range: Range<Int>) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + count, $0.count - count, off_t(range.lowerBound + count))
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { throw unreadable }
            count += more
        }
        return bytes
    }

    private func take(_ line: ArraySlice<UInt8>, into service: inout SimulatedService) throws(Failure) {
        do throws(SimulatedService.SnapshotError) {
            let value = (try? JSONValue(parsing: Array(line))) ?? .null
            if value["object"] == nil {
                try service.apply(value)
            } else {
                service = try SimulatedService(snapshot: value, options: service.options)
            }
        } catch {
            throw failure(error.message, help: Self.newWorld)
        }
    }

    /// Writes all that is unwritten, or nothing of it.
    private mutating func append(to descriptor: Int32, size: Int) throws(Failure) {
        if size > offset { ftruncate(descriptor, off_t(offset)) }
        var count = 0
        while count < unwritten.count {
            let more = unwritten.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + count, $0.count - count, off_t(offset + count))
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else {
                let failure = unwritable
                ftruncate(descriptor, off_t(offset))
                throw failure
            }
            count += more
        }
        offset += count
        unwritten = []
    }

    private var unreadable: Failure { failure("cannot be read: \(String(cString: strerror(errno)))") }
    private var unwritable: Failure { failure("cannot be written: \(String(cString: strerror(errno)))") }

    private static let newWorld = "with another file, or without this one, a new world begins"

    private func failure(_ what: String, help: String? = nil) -> Failure {
        Failure(message: "the simulator's state `\(path)` \(what)", help: help)
    }
}
