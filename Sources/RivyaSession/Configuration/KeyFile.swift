import Foundation
package import RivyaClient
import RivyaRuns
import RivyaSyntax

/// The API keys that `rivya login` stores, each with the base URL that it is sent to. For its user only: mode 0600.
package struct KeyFile: Sendable {
    private struct Entry {
        var baseURL: String
        var key: APIKey
    }

    package let path: String
    private let folder: String

    package init(in folder: ConfigurationFolder) {
        path = folder.keys
        self.folder = folder.path
    }

    /// The key of a base URL; nil where none is stored. Throws a `StoreError` where the file cannot be understood.
    package func key(for base: BaseURL) throws -> APIKey? {
        try entries().first { $0.baseURL == base.identity }?.key
    }

    /// The base URLs that have a key.
    package func baseURLs() throws -> [String] { try entries().map(\.baseURL) }

    /// Others may read the file, or write to it.
    package var isOpenToOthers: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }

    /// Puts a key in the place of the one that the base URL had. A file that cannot be understood is written anew.
    package func store(_ key: APIKey, for base: BaseURL) throws {
        var entries = (try? entries()) ?? []
        entries.removeAll { $0.baseURL == base.identity }
        entries.append(Entry(baseURL: base.identity, key: key))
        try write(entries)
    }

    /// Removes a key; false where there was none.
    package func remove(for base: BaseURL) throws -> Bool {
        let entries = try entries()
        let rest = entries.filter { $0.baseURL != base.identity }
        guard rest.count < entries.count else { return false }
        try rest.isEmpty ? removeAll() : write(rest)
        return true
    }

    /// Removes the file.
    package func removeAll() throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw problem("removed") }
    }

    private func entries() throws -> [Entry] {
        guard let data = FileManager.default.contents(atPath: path) else {
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            throw problem("read")
        }
        let document = try? JSONValue(parsing: Array(data))
        guard let list = document?["keys"]?.array else { throw problem("understood") }
        return try list.map { item in
            guard let base = item["base_url"]?.string, let text = item["key"]?.string, let key = try? APIKey(text)
            else {
                throw problem("understood")
            }
            return Entry(baseURL: base, key: key)
        }
    }

    private func problem(_ verb: String) -> StoreError {
        StoreError(
            .other, "the file of keys `\(path)` cannot be \(verb)",
            help: verb == "understood" ? "`rivya login` writes it anew" : "it must be a file of yours")
    }

    /// A reader sees the old file or the new one, and at no moment one that others may read.
    private func write(_ entries: [Entry]) throws {
        let list = entries.map { entry in
            JSONValue.object([
                .init("base_url", .string(entry.baseURL)), .init("key", .string(entry.key.revealed())),
            ])
        }
        let bytes = Array(JSONValue.object([.init("keys", .array(list))]).text.utf8) + [0x0A]
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw problem("written")
        }
        // It is made with mode 0600.
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw problem("written") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: bytes)
            try file.synchronize()
        } catch {
            unlink(template)
            throw problem("written")
        }
        guard rename(template, path) == 0 else {
            unlink(template)
            throw problem("written")
        }
    }
}
