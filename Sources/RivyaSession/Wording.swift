import RivyaSyntax

/// `1 request`, `2 requests`.
func counted(_ count: Int, _ noun: String) -> String { counted(Number(count), noun) }

func counted(_ count: Number, _ noun: String) -> String { "\(count) \(noun)\(count == .whole(1) ? "" : "s")" }

/// A path as people see it: below the working directory without that.
func shownPath(_ path: String, below folder: String) -> String {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
}
