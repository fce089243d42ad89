#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization

/// Modes that a terminal has while it is asked something. A signal that ends the process meanwhile sets the modes that
/// were found first, so that nobody is left with a terminal that does not echo.
///
/// Signals that are ignored or handled keep what is arranged for them: who does that ends the question as well.
enum QuestionModes {
    private static let signals = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

    /// The terminal to give back, or one of the two numbers below.
    private static let descriptor = Atomic<Int32>(nobody)
    private static let nobody: Int32 = -1
    private static let beginning: Int32 = -2
    /// Written by who moved `descriptor` from `nobody` to `beginning`. Lives as long as the process, because a signal
    /// handler may neither take a lock nor find memory that was freed.
    private nonisolated(unsafe) static let found = UnsafeMutablePointer<termios>.allocate(capacity: 1)

    /// Nil where `input` is no terminal. Of several questions at once, as only tests have, signals give back the first's.
    static func during<Answer>(
        _ input: Int32, change: (inout termios) -> Void, _ ask: () -> Answer
    ) -> Answer? {
        var original = termios()
        guard tcgetattr(input, &original) == 0 else { return nil }
        let isFirst = descriptor.compareExchange(
            expected: nobody, desired: beginning, ordering: .acquiringAndReleasing
        ).exchanged
        var handled: [Int32] = []
        if isFirst {
            found.initialize(to: original)
            descriptor.store(input, ordering: .releasing)
            handled = signals.filter(handle)
        }
        var asking = original
        change(&asking)
        // What was typed before the question appeared counts for nothing.
        tcsetattr(input, TCSAFLUSH, &asking)
        defer {
            tcsetattr(input, TCSADRAIN, &original)
            for number in handled { signal(number, SIG_DFL) }
            if isFirst { descriptor.store(nobody, ordering: .releasing) }
        }
        return ask()
    }

    /// True for a signal that would end the process, and now gives the terminal back first.
    private static func handle(_ number: Int32) -> Bool {
        let earlier = signal(number) { QuestionModes.end(by: $0) }
        guard !isDefault(earlier) else { return true }
        signal(number, earlier)
        return false
    }

    /// Runs in a signal handler: an atomic load and system calls.
    private static func end(by number: Int32) {
        let terminal = descriptor.load(ordering: .acquiring)
        if terminal >= 0 {
            // A process in the background would be stopped for setting modes.
            signal(SIGTTOU, SIG_IGN)
            tcsetattr(terminal, TCSANOW, found)
        }
        // Delivered when this handler returns.
        signal(number, SIG_DFL)
        raise(number)
    }

    #if canImport(Darwin)
    private typealias Handler = (@convention(c) (Int32) -> Void)?
    #else
    private typealias Handler = __sighandler_t?
    #endif

    private static func isDefault(_ handler: Handler) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self)
    }
}
