/// How one text became another, word by word, as in `a boat at [-dawn-]{+dusk+}`.
package struct WordDifference: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// In reading order; of a change, what was removed comes before what was added. No two neighbours are of one kind.
    package private(set) var pieces: [Piece] = []
    /// How much of both texts is the same, from 0 to 1: the share of their words.
    package private(set) var similarity: Double

    package init(from old: String, to new: String) {
        let (old, new) = (Word.words(of: old), Word.words(of: new))
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        let kept = old.indices.count { old[$0].isWord && !removed.contains($0) }
        let words = max(old.count(where: \.isWord), new.count(where: \.isWord))
        similarity = words == 0 ? (old == new ? 1 : 0) : Double(kept) / Double(words)
        merge(old, removed, new, added)
    }

    /// The whole as one line of text, in the notation of `git diff --word-diff`.
    package var text: String {
        pieces.map { piece in
            switch piece {
            case .same(let text): text
            case .removed(let text): "[-\(text)-]"
            case .added(let text): "{+\(text)+}"
            }
        }.joined()
    }

    private mutating func merge(_ old: [Word], _ removed: Set<Int>, _ new: [Word], _ added: Set<Int>) {
        var (i, j) = (0, 0)
        var (minus, plus, between) = ("", "", "")
        func flushed(_ pieces: inout [Piece]) {
            if !minus.isEmpty { pieces.append(.removed(minus)) }
            if !plus.isEmpty { pieces.append(.added(plus)) }
            if !between.isEmpty { pieces.append(.same(between)) }
            (minus, plus, between) = ("", "", "")
        }
        while i < old.count || j < new.count {
            let isRemoved = removed.contains(i)
            if isRemoved || added.contains(j) {
                // White space between two replacements belongs to both: one change reads better.
                if !between.isEmpty, (plus.isEmpty && isRemoved) || (minus.isEmpty && !isRemoved) {
                    flushed(&pieces)
                } else if !between.isEmpty {
                    minus += between
                    plus += between
                    between = ""
                }
                if isRemoved {
                    minus += old[i].text
                    i += 1
                } else {
                    plus += new[j].text
                    j += 1
                }
                continue
            }
            let word = new[j]
            let isInChange = !(minus.isEmpty && plus.isEmpty)
            if isInChange, word.isSpace {
                between += word.text
            } else {
                flushed(&pieces)
                appendSame(word.text)
            }
            i += 1
            j += 1
        }
        let tail = between
        between = ""
        flushed(&pieces)
        appendSame(tail)
    }

    private mutating func appendSame(_ text: String) {
        if text.isEmpty { return }
        if case .same(let before)? = pieces.last {
            pieces[pieces.count - 1] = .same(before + text)
        } else {
            pieces.append(.same(text))
        }
    }
}

/// A run of letters and digits, a run of white space, or any other scalar alone. Compared by scalars, as the language
/// compares texts.
private struct Word: Hashable {
    let text: String
    let isWord: Bool
    let isSpace: Bool

    static func == (a: Word, b: Word) -> Bool { a.text.hasSameScalars(as: b.text) }
    func hash(into hasher: inout Hasher) { text.hashScalars(into: &hasher) }

    static func words(of text: String) -> [Word] {
        enum Kind { case word, space, other }
        func kind(_ scalar: Unicode.Scalar) -> Kind {
            let properties = scalar.properties
            if properties.isWhitespace { return .space }
            // Scripts without spaces between words are compared sign by sign.
            if properties.isIdeographic { return .other }
            return properties.isAlphabetic || properties.numericType != nil || scalar == "'" || scalar == "_"
                || properties.generalCategory == .nonspacingMark ? .word : .other
        }
        var words: [Word] = []
        var run = String.UnicodeScalarView()
        var runKind = Kind.other
        func finished(_ run: String.UnicodeScalarView, _ kind: Kind) -> Word {
            Word(text: String(run), isWord: kind != .space, isSpace: kind == .space)
        }
        for scalar in text.unicodeScalars {
            let next = kind(scalar)
            if !run.isEmpty, next != runKind || next == .other {
                words.append(finished(run, runKind))
                run = String.UnicodeScalarView()
            }
            run.append(scalar)
            runKind = next
        }
        if !run.isEmpty { words.append(finished(run, runKind)) }
        return words
    }
}
