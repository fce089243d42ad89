import Foundation

/// Tells the other users of a ledger that this process lives: a file that it holds locked until it ends, however it
/// ends. Neither a process number that was given anew nor a clock that jumps can mislead it.
///
/// The lock is the kernel's (`flock`), so a ledger is for the processes of one machine.
final class OwnerLock: Sendable {
    /// Kept in the ledger beside what this process works on.
    let id: String
    private let folder: String
    private let descriptor: Int32

    init(folder: String) throws {
        self.folder = folder
        id = UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = folder + "/" + id
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = POSIXErrorCode(rawValue: errno) ?? .EIO
            if descriptor >= 0 { close(descriptor) }
            throw POSIXError(code)
        }
    }

    deinit {
        unlink(folder + "/" + id)
        close(descriptor)
    }

    /// Whether another process, or another ledger of this one, still holds its lock.
    func isAlive(_ owner: String) -> Bool { owner == id || Owners(folder: folder).isAlive(owner) }
}

/// The processes that use a ledger, as others see them.
struct Owners: Sendable {
    let folder: String

    /// Asks the lock of an owner that is not this one.
    func isAlive(_ owner: String) -> Bool {
        let path = folder + "/" + owner
        var probe = open(path, O_RDWR | O_CLOEXEC)
        // A reader may look where it may not write; its lock is shared, and the owner's forbids that too.
        let isReadOnly = probe < 0 && [EACCES, EPERM, EROFS].contains(errno)
        if isReadOnly { probe = open(path, O_RDONLY | O_CLOEXEC) }
        // Only a file that is not there tells that its process is gone; one that cannot be opened tells nothing.
        guard probe >= 0 else { return errno != ENOENT }
        defer { close(probe) }
        guard flock(probe, (isReadOnly ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        // Nobody will ask for it again under this name.
        if !isReadOnly { unlink(path) }
        return false
    }
}
