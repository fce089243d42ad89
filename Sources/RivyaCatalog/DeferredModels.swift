import RivyaSyntax
import Synchronization

/// The models of the bundled catalog, each decoded when it is first asked for: most runs of the program need one or
/// two of them, and decoding all takes as long as a fifth of its start.
///
/// The document is trusted: well-formed, and every entry beginning with its id. Documents from elsewhere are decoded
/// whole (`Catalog.init(decoding:)`).
final class DeferredModels: Sendable {
    let ids: [String]

    private let document: [UInt8]
    private let entries: [Range<Int>]
    private let cards: Mutex<[ModelCard?]>

    init(_ document: [UInt8]) {
        let entries = document.withUnsafeBufferPointer(Self.entries)
        self.document = document
        self.entries = entries
        ids = entries.map { Self.id(of: document[$0]) }
        cards = Mutex(Array(repeating: nil, count: entries.count))
    }

    func card(at index: Int) -> ModelCard {
        cards.withLock { cards in
            if let card = cards[index] { return card }
            let card = decode(index)
            cards[index] = card
            return card
        }
    }

    private func decode(_ index: Int) -> ModelCard {
        guard let entry = try? JSONValue(parsing: Array(document[entries[index]])) else {
            preconditionFailure("entry \(index + 1) of the bundled catalog is not JSON")
        }
        var decoder = ModelCardDecoder(entry)
        guard let card = decoder.decode() else {
            preconditionFailure("entry \(index + 1) of the bundled catalog has no id")
        }
        return card
    }

    /// The objects at the second level: the root's only array is `data`.
    private static func entries(_ document: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var entries: [Range<Int>] = []
        var depth = 0
        var start = 0
        var index = 0
        while index < document.count {
            switch document[index] {
            case UInt8(ascii: "\""):
                index += 1
                while index < document.count, document[index] != UInt8(ascii: "\"") {
                    index += document[index] == UInt8(ascii: "\\") ? 2 : 1
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth == 2 { start = index }
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 2 { entries.append(start..<index + 1) }
            default:
                break
            }
            index += 1
        }
        return entries
    }

    /// The second string of an entry: the first is the key `id`.
    private static func id(of entry: ArraySlice<UInt8>) -> String {
        let parts = entry.prefix(512).split(
            separator: UInt8(ascii: "\""), maxSplits: 4, omittingEmptySubsequences: false)
        precondition(parts.count == 5 && parts[1].elementsEqual("id".utf8), "an entry of the bundled catalog has no id")
        return String(decoding: parts[3], as: UTF8.self)
    }
}
