extension OutputTemplate {
    /// What a file name may weigh, in bytes of UTF-8, leaving room below the usual 255 for a number and `.part`.
    private static let nameLimit = 200

    /// The path: relative or absolute as the template is, no component longer than 200 bytes. An axis that is not
    /// among the values is empty.
    package func render(_ values: Values) -> String {
        var path = ""
        for part in parts {
            switch part {
            case .text(let text): path += text
            case .field(let field):
                // Far more than a name can keep: long text is not looked at to its end for every job.
                path += Self.fileSafe(String(Self.text(of: field, values).unicodeScalars.prefix(4 * Self.nameLimit)))
            }
        }
        if let number = values.number, !usesResultNumber { path = Self.numbered(path, number) }
        guard path.utf8.count > Self.nameLimit else { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { Self.shortened(String($0)) }
            .joined(separator: "/")
    }

    private static func text(of field: Field, _ values: Values) -> String {
        switch field {
        case .run: values.run
        case .index: String(values.index)
        case .name: values.name ?? values.model
        case .model: values.model
        case .ext: values.ext
        case .take: String(values.take)
        case .number: String(values.number ?? 1)
        case .axis(let name): values.axes[name] ?? ""
        }
    }

    /// `a/clip.mp4` and 2 make `a/clip-2.mp4`.
    package static func numbered(_ path: String, _ number: Int) -> String {
        let (stem, ending) = split(path)
        return "\(stem)-\(number)\(ending)"
    }

    /// Text that is one harmless piece of a file name: no separators, nothing invisible, no leading dot or dash, no
    /// white space at the ends. What cannot stay becomes `-`; nothing at all becomes `_`.
    package static func fileSafe(_ text: String) -> String {
        if isPlain(text) { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isFit = !separators.contains(scalar) && !isInvisible(scalar)
            if isFit {
                safe.append(scalar)
            } else if safe.last != "-" {
                safe.append("-")
            }
        }
        while let first = safe.first, first == "." || first == "-" || first.properties.isWhitespace {
            safe.removeFirst()
        }
        while let last = safe.last, last == "." || last == "-" || last.properties.isWhitespace { safe.removeLast() }
        return safe.isEmpty ? "_" : String(safe)
    }

    /// Text that is safe as it is; not all of it is found.
    private static func isPlain(_ text: String) -> Bool {
        let isEdge: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard let first = text.utf8.first, let last = text.utf8.last, isEdge(first), isEdge(last) else { return false }
        return text.utf8.allSatisfy { isEdge($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    /// Equal for paths that would be one file on a file system that ignores letter case, or composes letters.
    package static func collisionKey(_ path: String) -> String {
        // Two strings are equal in Swift when they are canonically equivalent, which is what such systems compare.
        path.lowercased().split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// `/` and `\` separate folders, `:` drives and streams; the rest is what shells and Windows do not take in a name.
    private static let separators: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            // The joiner inside an emoji is part of how it looks.
            scalar != "\u{200D}"
        default: false
        }
    }

    /// Cuts a name between characters and keeps its ending.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > nameLimit else { return name }
        let (stem, ending) = split(name)
        let room = nameLimit - min(ending.utf8.count, 20)
        var kept = ""
        var weight = 0
        for character in stem {
            weight += character.utf8.count
            guard weight <= room else { break }
            kept.append(character)
        }
        return kept + (ending.utf8.count <= 20 ? ending : "")
    }

    /// The name up to its ending, and the ending with its dot: what follows the last dot of the last component.
    private static func split(_ path: String) -> (stem: String, ending: String) {
        let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[nameStart...].lastIndex(of: "."), dot > nameStart else { return (path, "") }
        return (String(path[..<dot]), String(path[dot...]))
    }
}
