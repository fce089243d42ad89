import Foundation

/// Names on a disk that are not the bytes that somebody wrote: `é` is one scalar or two, and disks keep both.
enum FileNames {
    /// The path whose names are those on the disk, where they are equal but for how letters are composed; nil where
    /// there is no such file, or the path is right as it is.
    static func spelled(_ path: String) -> String? {
        guard !path.utf8.allSatisfy({ $0 < 0x80 }), access(path, F_OK) != 0 else { return nil }
        return walk(path) { entry(spelled: $0, in: $1) }
    }

    /// The file whose path differs in letter case alone; nil where there is none.
    static func inOtherCase(_ path: String) -> String? {
        walk(path) { name, folder in
            if let same = entry(spelled: name, in: folder) { return same }
            let wanted = name.lowercased()
            return entries(of: folder).filter { $0.lowercased() == wanted }.min()
        }
    }

    /// What a folder has under a name, however its letters are composed.
    static func entry(spelled name: String, in folder: String) -> String? {
        if access(folder + "/" + name, F_OK) == 0 { return name }
        guard !name.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        // Strings are equal in Swift where their letters are.
        return entries(of: folder).first { $0 == name }
    }

    /// As in a shell, a wildcard does not match a leading period.
    static func matches(_ name: String, pattern: String) -> Bool {
        if fnmatch(pattern, name, FNM_PERIOD) == 0 { return true }
        guard !name.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        return fnmatch(
            pattern.precomposedStringWithCanonicalMapping, name.precomposedStringWithCanonicalMapping, FNM_PERIOD) == 0
    }

    private static func walk(_ path: String, _ find: (_ name: String, _ folder: String) -> String?) -> String? {
        var found = ""
        for part in path.split(separator: "/").map(String.init) {
            guard part != ".", part != ".." else {
                found += "/" + part
                continue
            }
            guard let name = find(part, found.isEmpty ? "/" : found) else { return nil }
            found += "/" + name
        }
        return found
    }

    private static func entries(of folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
