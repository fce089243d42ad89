#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

enum DescriptorWriter {
    /// Writes all of a text; false when the other end is gone or the descriptor is unusable.
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                #if canImport(Darwin)
                let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #else
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #endif
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if count < 0, errno == EAGAIN {
                    // A terminal may be non-blocking because another process that shares it made it so.
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&request, 1, -1)
                } else if count < 0, errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// Why the last call failed, for people; nil where the other end has gone away.
    static var failure: String? { errno == EPIPE ? nil : String(cString: strerror(errno)).lowercased() }
}

/// What happens when the reader of a pipe has gone (`rivya runs | head -1`).
package enum BrokenPipe {
    /// The signal would end the process in the middle of anything; the failed write is handled instead.
    static func ignoreSignal() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Ends the process without a word and with the status that shells show for the signal (128 + 13).
    package static let exitQuietly: @Sendable () -> Void = { _exit(141) }
}
