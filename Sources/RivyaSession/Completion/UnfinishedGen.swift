import RivyaSyntax

/// A `gen` or `defaults` line as far as it is written, without its last, unfinished part.
struct UnfinishedGen {
    /// What the model was called; nil where only an evaluator knows.
    var model: String?
    var hasPrompt = false
    /// The keys of `key=value`, `ref` among them.
    var keys: Set<String> = []
    /// The options, without `--`.
    var options: Set<String> = []
    /// What is due behind it.
    var due: Due

    enum Due: Equatable {
        case model
        /// A prompt, a parameter or an option.
        case anything
        case value(key: String)
        case optionValue(String)
        /// Behind `...`.
        case record
        /// It would touch something that is finished.
        case nothing
    }

    /// - Parameters:
    ///   - pieces: behind the keyword.
    ///   - isSpaced: what comes next does not touch the last of them.
    init(_ pieces: some Collection<UnfinishedText.Piece>, isSpaced: Bool) {
        var parts: [[UnfinishedText.Piece]] = []
        for piece in pieces {
            if piece.isSpaced || parts.isEmpty { parts.append([piece]) } else { parts[parts.count - 1].append(piece) }
        }
        let touched = isSpaced ? nil : parts.popLast()
        due = parts.isEmpty ? .model : .anything
        if let first = parts.first, first.count == 1, first[0].kind != .group { model = first[0].text }
        for part in parts.dropFirst() {
            if case .optionValue = due {
                due = .anything
            } else if part[0].kind == .word, part.count > 1, part[1].kind == .equals {
                keys.insert(part[0].text)
            } else if part[0].kind == .word, part[0].text.hasPrefix("--") {
                options.insert(String(part[0].text.dropFirst(2)))
                due = .optionValue(String(part[0].text.dropFirst(2)))
            } else if part[0].text != "..." {
                hasPrompt = true
            }
        }
        guard let touched else { return }
        if touched.count == 2, touched[0].kind == .word, touched[1].kind == .equals {
            due = .value(key: touched[0].text)
        } else {
            due = touched.count == 1 && touched[0].text == "..." ? .record : .nothing
        }
    }
}
