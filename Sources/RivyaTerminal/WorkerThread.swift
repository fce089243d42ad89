#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Dispatch
import Synchronization

/// A thread for calls that block, with a state that only it touches.
///
/// Tasks run on a small shared pool that must never block; `el_gets` and reads from a terminal do.
final class WorkerThread<State>: Sendable {
    typealias Job = @Sendable (State) -> Void

    private enum Message {
        case job(Job)
        case finish
    }

    private final class Mailbox: Sendable {
        let messages = Mutex<[Message]>([])
        let arrived = DispatchSemaphore(value: 0)

        func send(_ message: Message) {
            messages.withLock { $0.append(message) }
            arrived.signal()
        }

        func next() -> Message {
            arrived.wait()
            return messages.withLock { $0.removeFirst() }
        }
    }

    private let mailbox = Mailbox()

    /// - Parameter makeState: called first, on the new thread. The state is released there too, at the end.
    init(name: String, makeState: @escaping @Sendable () -> State) {
        let mailbox = mailbox
        let start = ThreadStart(name: name) {
            let state = makeState()
            while case .job(let job) = mailbox.next() { job(state) }
        }
        start.spawn()
    }

    /// Runs a job after those sent before it.
    func perform(_ job: @escaping Job) {
        mailbox.send(.job(job))
    }

    /// Ends the thread after the jobs sent before.
    func finish() {
        mailbox.send(.finish)
    }
}

/// What a new thread is started with, handed over through a C pointer.
private final class ThreadStart {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    func spawn() {
        let argument = Unmanaged.passRetained(self).toOpaque()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // As large as the main thread's stack: completion parses what is typed, and parsing is recursive.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        #if canImport(Darwin)
        var thread: pthread_t?
        let status = pthread_create(&thread, &attributes, { ThreadStart.run($0) }, argument)
        #else
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, { ThreadStart.run($0) }, argument)
        #endif
        pthread_attr_destroy(&attributes)
        precondition(status == 0, "no thread could be started for the \(name)")
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
        start.body()
        return nil
    }
}
