#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Turns the bytes of a terminal into characters and whole pastes.
struct KeyInput {
    enum Key {
        case character(Unicode.Scalar)
        case paste(PastedText)
        case wake(Set<UInt8>)
        case endOfFile
    }

    /// Stands for a paste in libedit's tables of keys: a control character that no keyboard sends and that is dropped
    /// from the input, so the paste works in every mode, also where escape is a command of its own (vi).
    static let pasteKey: Unicode.Scalar = "\u{9C}"
    /// The same in the notation of libedit's `bind`.
    static let pasteKeyName = "\\234"

    private let descriptor: Int32
    private let pipe: WakePipe
    /// Bytes that were read to look ahead and are not used yet.
    private var pending: [UInt8] = []

    /// How long the rest of an escape sequence may take, in milliseconds. A lone escape key waits as long.
    private static let sequenceTimeout: Int32 = 20
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
            if pending.isEmpty {
                switch pipe.wait(for: descriptor) {
                case .wake(let bytes)?: return .wake(bytes)
                default: break
                }
            }
            guard let first = nextByte() else { return .endOfFile }
            if first == PastedText.begin[0] {
                if readsPasteMark() { return readPaste() }
                return .character(Unicode.Scalar(first))
            }
            if let scalar = readScalar(startingWith: first) { return .character(scalar) }
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

    /// Looks whether an escape begins a paste. What is read for that and is something else stays pending.
    private mutating func readsPasteMark() -> Bool {
        for (index, expected) in PastedText.begin.dropFirst().enumerated() {
            if index == pending.count {
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&request, 1, Self.sequenceTimeout) > 0 else { return false }
                var byte: UInt8 = 0
                guard read(descriptor, &byte, 1) == 1 else { return false }
                pending.append(byte)
            }
            if pending[index] != expected { return false }
        }
        pending.removeFirst(PastedText.begin.count - 1)
        return true
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

    /// Completes a UTF-8 sequence; nil for malformed input and for controls that no keyboard sends.
    private mutating func readScalar(startingWith first: UInt8) -> Unicode.Scalar? {
        let length =
            switch first {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            case 0x80...: 0
            default: 1
            }
        if length == 0 { return nil }
        var bytes = [first]
        while bytes.count < length {
            guard let byte = nextByte() else { return nil }
            guard byte & 0xC0 == 0x80 else {
                pending.insert(byte, at: 0)
                return nil
            }
            bytes.append(byte)
        }
        guard let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first else { return nil }
        return (0x80..<0xA0).contains(scalar.value) ? nil : scalar
    }
}
