#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program of the user's that takes the terminal over for a while, as an editor does.
package enum ExternalProgram {
    /// Runs a command of the shell with a path behind it, on this process' terminal, and waits for its end.
    ///
    /// - Returns: its exit status; 127 where it cannot be started.
    @concurrent
    package static func run(_ command: String, on path: String) async -> Int32 {
        await withCheckedContinuation { continuation in
            // Waiting blocks, so it gets a thread of its own.
            let thread = WorkerThread(name: "external program") {}
            thread.perform { _ in continuation.resume(returning: spawn(command, path)) }
            thread.finish()
        }
    }

    private static func spawn(_ command: String, _ path: String) -> Int32 {
        #if canImport(Darwin)
        var attributes: posix_spawnattr_t?
        #else
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that this process ignores are the program's own again.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // Threads that libdispatch has made block nearly all of them, and a program begins with the mask of its maker.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

        let words = ["/bin/sh", "-c", "\(command) \"$1\"", "sh", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/bin/sh", nil, &attributes, &arguments, environ) == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
