package import RivyaCatalog

extension RequestDigest {
    /// What stands for the references of a request. A plan and a run ask the same, so that they come to the same keys.
    ///
    /// - Parameter cell: the key of an earlier job of the run; nil where it has none.
    package static func contents(
        of references: [Reference], digests: FileDigests, cell: (_ job: Int) -> CellKey?
    ) throws(JobFailure) -> [ReferenceContent] {
        var contents: [ReferenceContent] = []
        for reference in references {
            switch reference {
            case .file(let file):
                do {
                    contents.append(.file(sha256: try digests.entry(of: file.location).sha256))
                } catch {
                    throw JobFailure("reference", error.message)
                }
            case .url(let url): contents.append(.url(url))
            case .job(let index):
                guard let key = cell(index) else {
                    throw JobFailure("reference", "job \(index) has no content to refer to")
                }
                contents.append(.cell(key))
            }
        }
        return contents
    }
}
