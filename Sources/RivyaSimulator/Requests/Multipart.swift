/// A body of `multipart/form-data` (RFC 7578), read strictly.
struct Multipart {
    struct Part {
        var name: String
        var filename: String?
        var content: ArraySlice<UInt8>

        /// nil for what is no UTF-8.
        var text: String? { String(validating: content, as: UTF8.self) }
    }

    private(set) var parts: [Part] = []

    init(_ body: [UInt8], contentType: String?) throws(APIError) {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else {
            throw .validation("Content-Type must be multipart/form-data.")
        }
        guard
            let boundary = HeaderParameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count)
        else { throw .validation("Content-Type names no boundary.") }
        try read(body, boundary: boundary)
    }

    subscript(name: String) -> Part? { parts.first { $0.name == name } }

    private mutating func read(_ body: [UInt8], boundary: String) throws(APIError) {
        let malformed = APIError.validation("The multipart body is malformed.")
        // The first delimiter has no line break before it, all others have one.
        let delimiter = Array("\r\n--\(boundary)".utf8)
        guard body.starts(with: delimiter.dropFirst(2)) else { throw malformed }
        var offset = delimiter.count - 2
        while true {
            if body[offset...].starts(with: Array("--".utf8)) { break }
            guard body[offset...].starts(with: Array("\r\n".utf8)) else { throw malformed }
            guard
                let headEnd = body.firstIndex(of: Array("\r\n\r\n".utf8), from: offset),
                let end = body.firstIndex(of: delimiter, from: headEnd + 4 - 2)
            else { throw malformed }
            let head = body[min(offset + 2, headEnd)..<headEnd]
            guard let text = String(validating: head, as: UTF8.self) else { throw malformed }
            // An empty content shares its line break with the head.
            let content = body[min(headEnd + 4, end)..<end]
            parts.append(try part(head: text, content: content))
            offset = end + delimiter.count
        }
        guard !parts.isEmpty else { throw malformed }
    }

    private func part(head: String, content: ArraySlice<UInt8>) throws(APIError) -> Part {
        for line in head.split(separator: "\r\n") {
            guard line.lowercased().hasPrefix("content-disposition:") else { continue }
            let parameters = HeaderParameters(String(line))
            guard let name = parameters["name"], !name.isEmpty else { break }
            guard self[name] == nil else { throw .validation("Field given twice: \(name).") }
            return Part(name: name, filename: parameters["filename"], content: content)
        }
        throw .validation("A part has no name.")
    }
}

/// The parameters behind a header's value: `; name="a b"; filename=c`.
private struct HeaderParameters {
    private var values: [String: String] = [:]

    init(_ header: String) {
        var rest = header.drop { $0 != ";" }
        while !rest.isEmpty {
            rest = rest.drop { $0 == ";" || $0.isWhitespace }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    if character == "\\", let escaped = rest.first {
                        value.append(escaped)
                        rest = rest.dropFirst()
                    } else {
                        value.append(character)
                    }
                }
                rest = rest.dropFirst()
            } else {
                value = String(rest.prefix { $0 != ";" && !$0.isWhitespace })
                rest = rest.dropFirst(value.count)
            }
            values[name.lowercased()] = value
        }
    }

    subscript(name: String) -> String? { values[name] }
}

extension [UInt8] {
    /// Where `pattern` begins, after Horspool: an upload has many bytes and a boundary is long.
    fileprivate func firstIndex(of pattern: [UInt8], from start: Int) -> Int? {
        var shifts = [Int](repeating: pattern.count, count: 256)
        for (index, byte) in pattern.dropLast().enumerated() { shifts[Int(byte)] = pattern.count - 1 - index }
        return withUnsafeBufferPointer { bytes in
            var offset = start
            while offset + pattern.count <= bytes.count {
                var length = pattern.count
                while length > 0, bytes[offset + length - 1] == pattern[length - 1] { length -= 1 }
                if length == 0 { return offset }
                offset += shifts[Int(bytes[offset + pattern.count - 1])]
            }
            return nil
        }
    }
}
