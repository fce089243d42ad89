import NIOHTTP1
import RivyaSyntax

/// Why a request was refused, in whatever shape the reason comes. The documented one is
/// `{"error": {"code", "message"}}`; frameworks, gateways and proxies in front of a service have their own.
struct AnswerReason: Equatable {
    private static let mostItems = 5
    private static let deepest = 6

    /// Of the error; empty where none is given.
    var code = ""
    /// Empty where nothing is said.
    var message = ""
    /// The message is one for people. Else it is what a machine said, and needs an introduction.
    var isSentence = false
    /// It is a web page, and the message its title.
    var isPage = false

    init(_ json: JSONValue) {
        if let text = json.string {
            message = text
            return
        }
        let error = json["error"] ?? json
        if let text = error.string {
            // `{"error": "invalid_request", "error_description": "..."}`, or a sentence.
            let described = Self.text(of: json, without: ["error"])
            if let described, Self.isWord(text) {
                code = text
                message = described
            } else {
                message = [text, described ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
            }
            isSentence = true
            return
        }
        code = Self.code(in: error) ?? Self.code(in: json) ?? ""
        if let text = error["message"]?.string, !text.isEmpty { isSentence = true }
        message = Self.text(of: error) ?? Self.text(of: json, without: ["error"]) ?? ""
        if message.isEmpty, code.isEmpty, !error.isEmptyContainer { message = error.text }
    }

    /// From an answer that is no JSON: XML, a page, or plain text.
    init(text answer: Answer) {
        let text = String(decoding: answer.body.prefix(1 << 16), as: UTF8.self)
        let type = answer.headers.first(name: "Content-Type")?.lowercased() ?? ""
        let start = text.drop(while: \.isWhitespace)
        let lowercased = start.prefix(64).lowercased()
        if type.hasPrefix("text/html") || lowercased.hasPrefix("<!doctype html") || lowercased.hasPrefix("<html") {
            isPage = true
            // Many titles are the status once more.
            message = Self.element("title", in: text).flatMap { $0.contains(where: \.isLetter) ? "`\($0)`" : nil } ?? ""
        } else if start.hasPrefix("<") {
            // `<Error><Code>AccessDenied</Code><Message>...` as storage services answer.
            code = Self.element("Code", in: text).flatMap { Self.isWord($0) ? $0 : nil } ?? ""
            message = Self.element("Message", in: text) ?? Self.withoutTags(text)
        } else if text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || [0x09, 0x0A, 0x0D].contains($0.value) }),
            !text.contains("\u{FFFD}")
        {
            message = Self.line(text)
        }
    }

    /// The message, with who said it where that is no sentence of the service's own.
    func said(by host: String, status: Int) -> String {
        let rest = message.isEmpty ? "" : ": \(message)"
        if isPage { return "`\(host)` sent a web page (HTTP status \(status))\(rest)" }
        if message.isEmpty, code.isEmpty { return "" }
        return "`\(host)` answered with HTTP status \(status)\(rest)"
    }

    // MARK: JSON

    private static let codeKeys = ["code", "error_code", "errorCode"]
    private static let messageKeys = [
        "message", "msg", "detail", "error_description", "error_message", "errorMessage", "description", "reason",
        "faultstring", "Message", "title",
    ]
    private static let itemKeys = [
        "errors", "details", "detail", "invalid-params", "invalid_params", "violations", "issues", "fault", "reasons",
    ]
    private static let placeKeys = ["loc", "field", "path", "param", "property", "name", "pointer", "source"]

    private static func code(in json: JSONValue) -> String? {
        let own = codeKeys.lazy.compactMap { json[$0]?.string }.first { !$0.isEmpty }
        if let own { return own }
        if let extensions = json["extensions"], let code = code(in: extensions) { return code }
        guard case .array(let items)? = json["errors"], let first = items.first else { return nil }
        return code(in: first)
    }

    /// What a value says to people; nil where it says nothing.
    private static func text(of json: JSONValue, without left: Set<String> = [], depth: Int = 0) -> String? {
        guard depth < deepest else { return nil }
        switch json {
        case .string(let text): return text.isEmpty ? nil : text
        case .array(let items):
            let texts = items.prefix(mostItems).compactMap { item(of: $0, depth: depth + 1) }
            let more = items.count > mostItems ? ["and \(items.count - mostItems) more"] : []
            return texts.isEmpty ? nil : (texts + more).joined(separator: "; ")
        case .object:
            let said = messageKeys.lazy.filter { !left.contains($0) }.compactMap { json[$0]?.string }
                .first { !$0.isEmpty }
            let items = itemKeys.lazy.filter { !left.contains($0) }.compactMap { key -> String? in
                guard let value = json[key], value.string == nil else { return nil }
                return text(of: value, depth: depth + 1) ?? fields(of: value, depth: depth + 1)
            }.first
            var listed: String?
            if let list = json["message"], case .array = list { listed = text(of: list, depth: depth + 1) }
            let parts: [String] = [said ?? listed, items].compactMap(\.self)
            return parts.isEmpty ? nil : parts.joined(separator: ": ")
        default: return nil
        }
    }

    /// One of several: what it says, and where.
    private static func item(of json: JSONValue, depth: Int) -> String? {
        guard let text = text(of: json, depth: depth) ?? fields(of: json, depth: depth) else { return nil }
        for key in placeKeys {
            if let value = json[key], let place = place(value), !place.isEmpty { return "\(place): \(text)" }
        }
        return text
    }

    /// `{"prompt": ["is too long"]}`: what is wrong with each field.
    private static func fields(of json: JSONValue, depth: Int) -> String? {
        guard depth < deepest, case .object(let members) = json else { return nil }
        let texts = members.prefix(mostItems).compactMap { member in
            text(of: member.value, depth: depth + 1).map { "\(member.key): \($0)" }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    /// `["body", "params", "duration"]` is `params.duration`.
    private static func place(_ json: JSONValue) -> String? {
        switch json {
        case .string(let text): text
        case .array(let parts):
            parts.compactMap { $0.string ?? $0.number?.description }.filter { $0 != "body" }.joined(separator: ".")
        case .object: json["pointer"]?.string ?? json["parameter"]?.string
        default: nil
        }
    }

    // MARK: Text

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.".unicodeScalars.contains($0))
            }
    }

    private static func element(_ name: String, in text: String) -> String? {
        guard let start = text.range(ofTag: "<\(name)"), let open = text[start.upperBound...].firstIndex(of: ">")
        else { return nil }
        let rest = text[text.index(after: open)...]
        let content = line(String(rest.prefix { $0 != "<" }))
        return content.isEmpty ? nil : content
    }

    private static func withoutTags(_ text: String) -> String {
        var isTag = false
        var bare = ""
        for character in text {
            if character == "<" {
                isTag = true
                bare.append(" ")
            } else if character == ">" {
                isTag = false
            } else if !isTag {
                bare.append(character)
            }
        }
        return line(bare)
    }

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension String {
    /// Letter case ignored.
    fileprivate func range(ofTag tag: String) -> Range<String.Index>? {
        let wanted = tag.lowercased()
        var place = startIndex
        while let found = self[place...].firstIndex(of: "<") {
            let rest = self[found...]
            if rest.prefix(wanted.count).lowercased() == wanted {
                return found..<index(found, offsetBy: wanted.count)
            }
            place = index(after: found)
        }
        return nil
    }
}

extension JSONValue {
    fileprivate var isEmptyContainer: Bool {
        switch self {
        case .null: true
        case .array(let items): items.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}
