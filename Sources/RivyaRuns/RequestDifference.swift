package import RivyaSyntax

/// A request with all that its cell's key is made of.
package struct IdentifiedRequest: Sendable {
    package var document: RequestDocument
    /// The account's base URL, or `simulator:`.
    package var identity: String
    /// Among the equal requests of its run, from 1; nil where that is not known.
    package var take: Int?

    package init(_ document: RequestDocument, identity: String, take: Int?) {
        self.document = document
        self.identity = identity
        self.take = take
    }
}

/// What makes two requests two cells, field by field.
package struct RequestDifference: Sendable {
    /// A field that differs; nil stands for what one of the two does not have.
    package enum Field: Sendable {
        case account(String, String)
        case model(String, String)
        case prompt(WordDifference)
        case parameter(String, JSONValue?, JSONValue?)
        /// By its number from 1.
        case reference(Int, RequestDocument.Reference?, RequestDocument.Reference?)
        case take(Int, Int)
    }

    package private(set) var fields: [Field] = []
    /// What is equal, by name: `model`, `prompt`, the keys of parameters, `references`.
    package private(set) var same: [String] = []
    /// How far apart the two are, to find the nearest: 0 where nothing differs.
    package private(set) var distance = 0.0

    package init(from old: IdentifiedRequest, to new: IdentifiedRequest) {
        if old.identity != new.identity { add(.account(old.identity, new.identity), 8) }
        if old.document.model != new.document.model {
            add(.model(old.document.model, new.document.model), 4)
        } else {
            same.append("model")
        }
        comparePrompts(old.document.prompt, new.document.prompt)
        compareParameters(old.document.parameters, new.document.parameters)
        compareReferences(old.document.references, new.document.references)
        if fields.isEmpty, let before = old.take, let after = new.take, before != after {
            add(.take(before, after), 0.5)
        }
    }

    /// Somebody who looks for what changed would take the one for an earlier form of the other.
    package var isNear: Bool { distance < 6 }

    private mutating func add(_ field: Field, _ weight: Double) {
        fields.append(field)
        distance += weight
    }

    private mutating func comparePrompts(_ old: String?, _ new: String?) {
        switch (old, new) {
        case (nil, nil): break
        case (let old?, let new?) where sameText(old, new): same.append("prompt")
        default:
            let words = WordDifference(from: old ?? "", to: new ?? "")
            // From one word of many up to texts that have nothing in common.
            add(.prompt(words), 0.5 + 3 * (1 - words.similarity))
        }
    }

    private mutating func compareParameters(_ old: [JSONValue.Member], _ new: [JSONValue.Member]) {
        // In the order of the newer request, what it lacks at the end.
        for member in new {
            let before = old.first { sameText($0.key, member.key) }?.value
            if before == member.value {
                same.append(member.key)
            } else {
                add(.parameter(member.key, before, member.value), 1)
            }
        }
        for member in old where !new.contains(where: { sameText($0.key, member.key) }) {
            add(.parameter(member.key, member.value, nil), 1)
        }
    }

    private mutating func compareReferences(_ old: [RequestDocument.Reference], _ new: [RequestDocument.Reference]) {
        let fieldsBefore = fields.count
        for place in 0..<max(old.count, new.count) {
            let before = place < old.count ? old[place] : nil
            let after = place < new.count ? new[place] : nil
            // The same content under another path is the same reference.
            if before?.content != after?.content { add(.reference(place + 1, before, after), 1.5) }
        }
        if fields.count == fieldsBefore, !new.isEmpty { same.append("references") }
    }
}
