#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization

/// Gives the terminal back as it was found when the process exits while a line is being edited.
package enum TerminalRestorer {
    private struct Found {
        var descriptor: Int32
        var modes: termios
    }

    private static let found = Mutex<Found?>(nil)

    /// Notes the modes of a terminal, the first time only, and arranges for them to be set again at exit.
    static func remember(_ descriptor: Int32) {
        found.withLock { found in
            var modes = termios()
            guard found == nil, tcgetattr(descriptor, &modes) == 0 else { return }
            found = Found(descriptor: descriptor, modes: modes)
            atexit { TerminalRestorer.restore() }
        }
    }

    /// Sets the modes as they were found. For ends that run no exit functions, as after a second ^C.
    package static func restore() {
        found.withLock { found in
            guard var found else { return }
            tcsetattr(found.descriptor, TCSANOW, &found.modes)
            _ = DescriptorWriter.write(PastedText.disable, to: found.descriptor)
        }
    }
}
