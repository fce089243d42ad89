#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization

/// Wakes a line editor when its window is resized or the process is continued.
///
/// Only one editor can be told, the one that was made last; a process has one terminal.
enum WindowSignals {
    private static let descriptor = Atomic<Int32>(-1)

    static func send(to pipe: WakePipe) {
        descriptor.store(pipe.writeEnd, ordering: .releasing)
        signal(SIGWINCH) { _ in WindowSignals.write(WakePipe.message) }
        signal(SIGCONT) { _ in WindowSignals.write(WakePipe.continued) }
    }

    static func stop(sendingTo pipe: WakePipe) {
        _ = descriptor.compareExchange(expected: pipe.writeEnd, desired: -1, ordering: .acquiringAndReleasing)
    }

    /// Runs in a signal handler: one atomic load and one system call, and `errno` is as before.
    private static func write(_ byte: UInt8) {
        let target = descriptor.load(ordering: .acquiring)
        guard target >= 0 else { return }
        let saved = errno
        withUnsafePointer(to: byte) { pointer in
            #if canImport(Darwin)
            _ = Darwin.write(target, pointer, 1)
            #else
            _ = Glibc.write(target, pointer, 1)
            #endif
        }
        errno = saved
    }
}
