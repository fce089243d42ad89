#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Turns the bytes of a terminal into characters, keys and whole pastes.
struct KeyInput {
    enum Key {
        case character(Unicode.Scalar)
        case meta(Unicode.Scalar)
        case key(EditingKey)
        case sequence([Unicode.Scalar])
        case paste(PastedText)
        case wake(Set<UInt8>)
        case endOfFile
    }

    var parser = KeyParser()

    private let descriptor: Int32
    private let pipe: WakePipe
    /// Bytes that came behind a paste.
    private var pending: [UInt8] = []
    private var events: [KeyParser.Event] = []

    private static let interrupt: UInt8 = 3

    init(descriptor: Int32, pipe: WakePipe) {
        self.descriptor = descriptor
        self.pipe = pipe
    }

    /// Waits for the next key, or for a wake.
    ///
    /// Input is read byte by byte, because what follows a line may be meant for another program.
    mutating func next() -> Key {
        while true {
            if !events.isEmpty {
                switch events.removeFirst() {
                case .character(let scalar): return .character(scalar)
                case .meta(let scalar): return .meta(scalar)
                case .key(let key): return .key(key)
                case .sequence(let scalars): return .sequence(scalars)
                case .pasteBegins: return readPaste()
                }
            }
            if pending.isEmpty {
                switch pipe.wait(for: descriptor, milliseconds: parser.timeout ?? -1) {
                case .wake(let bytes): return .wake(bytes)
                case .input: break
                case nil:
                    events = parser.timeOut()
                    continue
                }
            }
            guard let byte = nextByte() else { return .endOfFile }
            events = parser.take(byte)
        }
    }

    private mutating func nextByte() -> UInt8? {
        if !pending.isEmpty { return pending.removeFirst() }
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count == 1 { return byte }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&request, 1, -1)
                continue
            }
            return nil
        }
    }

    /// Reads up to the end mark. ^C gives up on a paste whose end never comes.
    private mutating func readPaste() -> Key {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        var searched = 0
        while true {
            if let end = Self.firstIndex(of: PastedText.end, in: text, from: searched) {
                pending = Array(text[(end + PastedText.end.count)...])
                return .paste(PastedText(text[..<end]))
            }
            searched = max(0, text.count - PastedText.end.count + 1)
            if text.last == Self.interrupt { return .character(Unicode.Scalar(Self.interrupt)) }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return .paste(PastedText(text)) }
            text += buffer[..<count]
        }
    }

    private static func firstIndex(of mark: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard text.count >= mark.count else { return nil }
        return (start...max(start, text.count - mark.count)).first { text[$0...].starts(with: mark) }
    }
}
