/// Finds a piece of text in another, byte by byte: UTF-8 never matches inside a character.
///
/// Knuth, Morris and Pratt's way, which takes time in proportion to both lengths, whatever they hold.
struct TextSearch {
    private let piece: [UInt8]
    /// For each beginning of the piece, how long the longest of its own beginnings is that it ends with.
    private let borders: [Int32]

    init(_ piece: String) {
        let bytes = Array(piece.utf8)
        var borders = [Int32](repeating: 0, count: bytes.count)
        var matched = 0
        for index in bytes.indices.dropFirst() {
            while matched > 0, bytes[index] != bytes[matched] { matched = Int(borders[matched - 1]) }
            if bytes[index] == bytes[matched] { matched += 1 }
            borders[index] = Int32(matched)
        }
        self.piece = bytes
        self.borders = borders
    }

    /// Where the piece first starts from an offset on; nil where it does not. An empty piece is everywhere.
    func first(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        guard let head = piece.first else { return start }
        var matched = 0
        var index = start
        while index < text.count {
            let byte = text[index]
            if matched == 0 {
                // Most bytes are not even the first one.
                if byte != head {
                    index += 1
                    continue
                }
            } else {
                while matched > 0, byte != piece[matched] { matched = Int(borders[matched - 1]) }
            }
            if byte == piece[matched] { matched += 1 }
            index += 1
            if matched == piece.count { return index - matched }
        }
        return nil
    }
}
