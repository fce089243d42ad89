import Foundation

/// The files and folders that a path may go on with.
struct PathProposals {
    /// Where relative paths start; absolute.
    let folder: String
    /// What `~/` stands for; absolute.
    var home = ProcessInfo.processInfo.environment["HOME"] ?? "/"

    /// What lies where the path leads, sorted. Hidden files only where the dot was typed.
    ///
    /// - Parameter isWanted: which files to show, by name; where it fits none of them, all are shown.
    func proposals(for typed: String, isWanted: (String) -> Bool) -> [Proposal] {
        guard !typed.contains("://") else { return [] }
        let slash = typed.lastIndex(of: "/")
        let parent = slash.map { String(typed[...$0]) } ?? ""
        let start = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
        if typed == "~" { return [Proposal("~/", "your home folder", ending: "", form: .openText)] }
        let place: String
        if parent.hasPrefix("~/") {
            place = home + "/" + parent.dropFirst(2)
        } else {
            place = parent.hasPrefix("/") ? parent : folder + "/" + parent
        }
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: place) else { return [] }
        var folders: [Proposal] = []
        var files: [Proposal] = []
        var others: [Proposal] = []
        let wanted = start.lowercased()
        for name in entries.sorted() where name.lowercased().hasPrefix(wanted) {
            guard start.hasPrefix(".") || !name.hasPrefix(".") else { continue }
            // A name that no script can hold.
            guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0 != "\u{FFFD}" }) else {
                continue
            }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: place + "/" + name, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                folders.append(Proposal(parent + name + "/", "folder", ending: "", form: .openText))
            } else if isWanted(name) {
                files.append(Proposal(parent + name, form: .text))
            } else {
                others.append(Proposal(parent + name, form: .text))
            }
        }
        let isFitting: (Proposal) -> Bool = { $0.name.unicodeScalars.starts(with: typed.unicodeScalars) }
        let hasWanted = files.contains(where: isFitting) || folders.contains(where: isFitting)
        return folders + (hasWanted ? files : files + others)
    }
}
