#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The signals that an editor's thread has to receive itself. Threads begin with the mask of the one that made them, and
/// those of libdispatch block nearly everything, also in threads that a signal has met.
enum EditorSignals {
    /// Lets signals of the window and of job control through.
    static func receive() { unblock([SIGTSTP, SIGCONT, SIGWINCH]) }

    /// Stops the process, and comes back when it is continued.
    ///
    /// The signal is sent to this thread: sent to the process, it might stop another one first, and this one would go on
    /// a while and take the terminal back.
    static func stop() {
        unblock([SIGTSTP])
        raise(SIGTSTP)
    }

    private static func unblock(_ signals: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
