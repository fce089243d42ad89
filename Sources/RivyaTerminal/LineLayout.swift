/// Where libedit puts the cursor on the screen, in rows and columns from the prompt's first character.
///
/// libedit does not tell. To print above the line one must know how many rows up it starts, so the rules of its
/// display are repeated here: control characters take two columns (`^A`), tabs go to the next multiple of eight,
/// unprintable characters are spelled out (`\U+00AD`), and a wide character does not fit into the last column.
struct LineLayout {
    private(set) var row = 0
    private(set) var column = 0
    let columns: Int

    init(columns: Int) {
        self.columns = max(1, columns)
    }

    mutating func add(_ text: String) {
        for scalar in text.unicodeScalars { add(scalar) }
    }

    mutating func add(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x0A:
            row += 1
            column = 0
        case 0x09:
            repeat { advance(1) } while column % 8 != 0
        case 0x00..<0x20, 0x7F:
            advance(1)
            advance(1)
        default:
            let width = WideCharacter.width(scalar)
            if width >= 0 {
                advance(width)
            } else {
                for _ in 0..<(scalar.value > 0xFFFF ? 8 : 7) { advance(1) }
            }
        }
    }

    private mutating func advance(_ width: Int) {
        if column + width > columns {
            row += 1
            column = 0
        }
        column += width
        if column >= columns {
            row += 1
            column = 0
        }
    }
}
