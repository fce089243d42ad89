package import RivyaRuns

/// One result file of a cell.
package struct GalleryFile: Sendable, Hashable {
    /// Absolute.
    package var path: String
    /// Lower-case hexadecimal; nil where the file's content was not noted.
    package var sha256: String?
    package var bytes: Int?

    package init(path: String, sha256: String? = nil, bytes: Int? = nil) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
    }

    package init(_ file: StoredFile) {
        self.init(path: file.path, sha256: file.sha256, bytes: file.bytes)
    }
}
