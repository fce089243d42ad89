import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The program `line-editor-probe`, running in a pseudo-terminal of its own.
final class EditorProbe {
    let terminal: PseudoTerminal
    private let process: pid_t
    private let orders: Int32
    private var hasEnded = false

    static let prompt = "probe> "

    /// Runs the program as a job, says how it stopped and which modes the terminal is in, and continues it.
    private static let shellScript = """
        set -m
        "$0"
        echo "the shell: $?" $(stty -a | grep -o -w -e icanon -e -icanon -e isig -e -isig | sort)
        fg
        """

    init(
        columns: Int = 60,
        rows: Int = 24,
        history: String? = nil,
        home: String = "/nonexistent",
        variables: [String: String] = [:],
        underShell: Bool = false
    ) async throws {
        terminal = try PseudoTerminal(columns: columns, rows: rows)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw PseudoTerminal.Failure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        orders = ends[1]
        defer { close(ends[0]) }
        var environment = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home]
        environment.merge(variables) { $1 }
        let program = try Self.program()
        process = try Self.spawn(
            underShell ? "/bin/sh" : program,
            arguments: underShell ? ["-c", Self.shellScript, program] : history.map { [$0] } ?? [],
            environment: environment,
            terminal: terminal.path,
            orders: ends[0]
        )
    }

    deinit {
        if !hasEnded {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(orders)
    }

    /// Waits until nothing but the prompt is on the cursor's line.
    func waitForPrompt() async throws {
        try await terminal.wait("the prompt") { $0.cursorLine == "probe>" && $0.textBeforeCursor == Self.prompt }
    }

    func waitForLine(_ line: String) async throws {
        try await terminal.wait(forLine: line)
    }

    func order(_ text: String) {
        _ = (text + "\n").withCString { write(orders, $0, strlen($0)) }
    }

    /// Waits for the end and gives the exit status.
    func waitForEnd() async throws -> Int32 {
        var status: Int32 = 0
        let deadline = ContinuousClock.now + .seconds(10)
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { throw PseudoTerminal.Failure(description: "the program did not end") }
            try await Task.sleep(for: .milliseconds(1))
        }
        hasEnded = true
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// The program is built beside the tests.
    private static func program() throws -> String {
        #if canImport(Darwin)
        var info = Dl_info()
        guard dladdr(#dsohandle, &info) != 0, let name = info.dli_fname else {
            throw PseudoTerminal.Failure(description: "the tests do not know where they are")
        }
        var folder = String(cString: name)
        #else
        var folder = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        #endif
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            let candidate = folder + "/line-editor-probe"
            if access(candidate, X_OK) == 0 { return candidate }
        }
        throw PseudoTerminal.Failure(description: "`line-editor-probe` is not built")
    }

    private static func spawn(
        _ program: String,
        arguments: [String],
        environment: [String: String],
        terminal: String,
        orders: Int32
    ) throws -> pid_t {
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
        // A session of its own, so that the terminal becomes its controlling one.
        #if canImport(Darwin)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSID))
        #else
        posix_spawnattr_setflags(&attributes, 0x80)
        #endif
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        posix_spawn_file_actions_adddup2(&actions, orders, 3)

        var arguments = ([program] + arguments).map { strdup($0) } + [nil]
        var environment = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, program, &actions, &attributes, &arguments, &environment)
        guard status == 0 else { throw PseudoTerminal.Failure(description: String(cString: strerror(status))) }
        return process
    }
}
