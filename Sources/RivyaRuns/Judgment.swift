package import RivyaSyntax

/// What a person thinks of one cell's result. It belongs to the cell, not to a run: a result that a later run uses again
/// brings its judgment along.
package struct Judgment: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case pick
        case reject
    }

    /// 1 to 5; nil where none were given.
    package var stars: Int?
    package var verdict: Verdict?
    /// Without `#`, each once, as written.
    package var tags: [String]
    package var note: String
    /// When it was last changed, in seconds since 1970: of two judgments of one cell the later one counts.
    package var time: Double

    package init(stars: Int? = nil, verdict: Verdict? = nil, tags: [String] = [], note: String = "", time: Double) {
        self.stars = stars
        self.verdict = verdict
        self.tags = tags
        self.note = note
        self.time = time
    }

    /// Nothing is said: as if nobody had judged.
    package var isEmpty: Bool { stars == nil && verdict == nil && tags.isEmpty && note.isEmpty }
}

extension Judgment {
    package static let tagLimit = 64
    /// Bytes of a tag, and of a note.
    package static let tagLength = 200
    package static let noteLength = 20_000

    /// Why a document is no judgment.
    package struct Malformed: Error, Hashable {
        /// Lower case, no period, names in backticks.
        package var message: String

        package init(message: String) {
            self.message = message
        }
    }

    /// Reads the members `stars`, `pick`, `tags`, `note` and `at` of an object (`Documentation/Gallery.md`,
    /// "Judgments as a file"); others are passed over. Members that are missing or null say nothing.
    ///
    /// - Parameter now: the time of a judgment that does not tell its own, and the latest that is believed.
    package init(_ json: JSONValue, now: Double) throws(Malformed) {
        guard case .object = json else { throw Malformed(message: "a judgment is an object") }
        self.init(time: now)
        switch json["stars"] {
        case nil, .null?: break
        case .number(let number)?:
            guard let stars = (1...5).first(where: { number == .whole($0) }) else {
                throw Malformed(message: "`stars` is a whole number from 1 to 5, or null")
            }
            self.stars = stars
        default: throw Malformed(message: "`stars` is a whole number from 1 to 5, or null")
        }
        switch json["pick"] {
        case nil, .null?: break
        case .string(let word)?:
            guard let verdict = Verdict(rawValue: word) else {
                throw Malformed(message: "`pick` is `pick`, `reject` or null")
            }
            self.verdict = verdict
        default: throw Malformed(message: "`pick` is `pick`, `reject` or null")
        }
        tags = try Self.tags(json["tags"])
        switch json["note"] {
        case nil, .null?: break
        case .string(let text)? where text.utf8.count <= Self.noteLength: note = text
        default: throw Malformed(message: "`note` is a text of at most \(Self.noteLength) bytes")
        }
        if let number = json["at"]?.number, let at = Double(number.description), at > 0 { time = min(at, now) }
    }

    private static func tags(_ json: JSONValue?) throws(Malformed) -> [String] {
        let error = Malformed(
            message: "`tags` is a list of at most \(tagLimit) texts of at most \(tagLength) bytes each")
        switch json {
        case nil, .null?: return []
        case .array(let elements)?:
            guard elements.count <= tagLimit else { throw error }
            var tags: [String] = []
            for element in elements {
                guard case .string(let tag) = element, tag.utf8.count <= tagLength else { throw error }
                if !tag.isEmpty, !tags.contains(tag) { tags.append(tag) }
            }
            return tags
        default: throw error
        }
    }

    /// The inverse of reading: every member is there.
    package var json: JSONValue {
        .object([
            .init("stars", stars.map { .number(.whole($0)) } ?? .null),
            .init("pick", verdict.map { .string($0.rawValue) } ?? .null),
            .init("tags", .array(tags.map(JSONValue.string))),
            .init("note", .string(note)),
            .init("at", .number(Number.seconds(time))),
        ])
    }
}

extension Number {
    /// Seconds in whole milliseconds: a clock's noise beyond them would only look exact.
    package static func seconds(_ seconds: Double) -> Number {
        // A ledger may hold any number.
        guard seconds.isFinite, abs(seconds) < 1e15 else { return .whole(0) }
        let milliseconds = Int((seconds * 1000).rounded())
        return Number.whole(milliseconds).divided(by: .whole(1000)) ?? .whole(0)
    }
}
