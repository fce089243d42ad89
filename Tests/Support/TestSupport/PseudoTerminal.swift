#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A real pseudo-terminal with a screen on its far end.
package final class PseudoTerminal {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// The side that a program is given.
    package let terminal: Int32
    package let path: String
    package private(set) var screen: VirtualScreen
    /// Everything received, for looking at codes.
    package private(set) var received: [UInt8] = []

    private let master: Int32
    private var isHungUp = false

    package init(columns: Int = 60, rows: Int = 24) throws {
        (master, path) = try Self.openMaster()
        terminal = open(path, O_RDWR | O_NOCTTY)
        screen = VirtualScreen(columns: columns, rows: rows)
        // A child must not inherit the master, or closing it here would hang nothing up.
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
        setSize(columns: columns, rows: rows)
    }

    deinit {
        close(terminal)
        hangUp()
    }

    /// Ends every read on the terminal, so that a test that failed does not wait for one.
    package func hangUp() {
        guard !isHungUp else { return }
        isHungUp = true
        close(master)
    }

    private static func openMaster() throws -> (descriptor: Int32, path: String) {
        #if canImport(Darwin)
        let master = posix_openpt(O_RDWR | O_NOCTTY)
        guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else {
            throw Failure(description: "no pseudo-terminal")
        }
        return (master, String(cString: name))
        #else
        // glibc shows the portable functions only to X/Open programs; these are the calls behind them.
        let unlock: UInt = 0x4004_5431
        let getNumber: UInt = 0x8004_5430
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (locked, number): (Int32, Int32) = (0, 0)
        guard master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, getNumber, &number) == 0 else {
            throw Failure(description: "no pseudo-terminal")
        }
        return (master, "/dev/pts/\(number)")
        #endif
    }

    package func type(_ text: String) { type(bytes: Array(text.utf8)) }

    package func type(bytes: [UInt8]) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, min($0.count, 512)) }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
            // A program that echoes a long paste must be able to go on writing.
            receive()
        }
    }

    package func resize(columns: Int) {
        receive()
        screen.resize(columns: columns)
        setSize(columns: columns, rows: screen.rows)
    }

    /// Reads until the screen is as wanted; fails with the screen's content after ten seconds.
    ///
    /// It looks again and again instead of blocking, because the code under test shares the threads of the tests.
    package func wait(_ what: String, until condition: (VirtualScreen) -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let isOpen = receive()
            if condition(screen) { return }
            if ContinuousClock.now > deadline || !isOpen {
                throw Failure(
                    description: "waited in vain for \(what); the screen shows:\n"
                        + screen.transcript.joined(separator: "\n")
                        + "\nwith the cursor in row \(screen.row) after `\(screen.textBeforeCursor)`"
                )
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    package func wait(forLine line: String) async throws {
        try await wait("the line `\(line)`") { $0.transcript.contains(line) }
    }

    /// The terminal's modes that programs change, for comparing before and after.
    package func modes() throws -> [UInt] {
        var modes = termios()
        guard tcgetattr(terminal, &modes) == 0 else { throw Failure(description: "no modes") }
        let special = withUnsafeBytes(of: modes.c_cc) { $0.map { UInt($0) } }
        return [UInt(modes.c_iflag), UInt(modes.c_oflag), UInt(modes.c_cflag), UInt(modes.c_lflag)] + special
    }

    /// Reads what has arrived; false when the other side is closed.
    @discardableResult
    private func receive() -> Bool {
        var request = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        while poll(&request, 1, 0) > 0 {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(master, &buffer, buffer.count)
            if count <= 0 { return false }
            received += buffer[..<count]
            screen.feed(buffer[..<count])
        }
        return true
    }

    /// The size that the terminal tells; the screen stays as it is.
    package func setSize(columns: Int, rows: Int) {
        var size = winsize()
        size.ws_col = UInt16(columns)
        size.ws_row = UInt16(rows)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }
}
