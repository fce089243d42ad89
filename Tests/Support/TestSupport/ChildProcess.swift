#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program in a process of its own. It is killed when nobody holds it any more.
package final class ChildProcess {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// What a descriptor of the program is connected to.
    package enum Stream {
        case file(String, flags: Int32)
        /// A descriptor of this process.
        case descriptor(Int32)

        /// The program reads nothing.
        package static let nothing = Stream.file("/dev/null", flags: O_RDONLY)

        /// What the program writes replaces a file.
        package static func output(_ path: String) -> Stream {
            .file(path, flags: O_WRONLY | O_CREAT | O_TRUNC | O_APPEND)
        }
    }

    private let id: pid_t
    private var hasEnded = false

    /// - Parameters:
    ///   - streams: of the descriptors 0, 1, ... in order.
    ///   - hasSession: the process begins a session of its own, so that a terminal that it opens becomes its
    ///     controlling one.
    package init(
        _ program: String,
        arguments: [String],
        environment: [String: String],
        folder: String? = nil,
        streams: [Stream],
        hasSession: Bool = false
    ) throws {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // Tests that a shell runs in the background are started with some signals ignored.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        #if canImport(Darwin)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | (hasSession ? POSIX_SPAWN_SETSID : 0)))
        #else
        posix_spawnattr_setflags(&attributes, 0x04 | (hasSession ? 0x80 : 0))
        #endif
        for (number, stream) in streams.enumerated() {
            switch stream {
            case .file(let path, let flags):
                posix_spawn_file_actions_addopen(&actions, Int32(number), path, flags, 0o600)
            case .descriptor(let descriptor):
                posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
            }
        }
        // glibc shows the function that changes a spawned process' folder to GNU programs only; a shell does it as well.
        let start = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0, program] } ?? [program]
        var arguments = (start + arguments).map { strdup($0) } + [nil]
        var environment = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, start[0], &actions, &attributes, &arguments, &environment)
        guard status == 0 else {
            throw Failure(description: "`\(program)` does not start: \(String(cString: strerror(status)))")
        }
        id = process
    }

    deinit {
        if hasEnded { return }
        kill(id, SIGKILL)
        var status: Int32 = 0
        waitpid(id, &status, 0)
    }

    package func send(signal: Int32) {
        if !hasEnded { kill(id, signal) }
    }

    /// Waits for the end and gives the exit status, or the negative number of the signal that ended it.
    ///
    /// It looks again and again instead of blocking, because tests share few threads.
    package func waitForEnd(within limit: Duration = .seconds(60)) async throws -> Int32 {
        var status: Int32 = 0
        let deadline = ContinuousClock.now + limit
        while waitpid(id, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { throw Failure(description: "the program did not end") }
            try await Task.sleep(for: .milliseconds(1))
        }
        hasEnded = true
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}
