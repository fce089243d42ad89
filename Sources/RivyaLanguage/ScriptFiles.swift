package import RivyaCatalog

/// The files that a script may see.
package protocol ScriptFiles: AnyObject {
    /// Whether result files may go to a path, relative to the working directory or absolute; also where links on the
    /// way lead.
    func mayWrite(to path: String) -> Bool

    /// The folder that a result path's folder really is, where a link leads there; nil where none does.
    func linkedFolder(ofResult path: String) -> String?

    /// The text or bytes of a file that a script reads.
    /// - Parameter folder: the folder of the file that holds the call, as in `SourceFolder`.
    func read(_ path: String, from folder: SourceFolder) throws(FileProblem) -> [UInt8]

    /// The paths that match a pattern, relative to the folder, sorted by scalars.
    func glob(_ pattern: String, from folder: SourceFolder) throws(FileProblem) -> [String]

    /// What a reference file is.
    func media(_ path: String, from folder: SourceFolder) throws(FileProblem) -> ReferenceFile
}

extension ScriptFiles {
    /// Of files without links.
    package func linkedFolder(ofResult path: String) -> String? { nil }
}

/// A host whose script sees files that something else keeps.
package protocol FileForwarding: ScriptFiles {
    var files: any ScriptFiles { get }
}

extension FileForwarding {
    package func mayWrite(to path: String) -> Bool { files.mayWrite(to: path) }

    package func linkedFolder(ofResult path: String) -> String? { files.linkedFolder(ofResult: path) }

    package func read(_ path: String, from folder: SourceFolder) throws(FileProblem) -> [UInt8] {
        try files.read(path, from: folder)
    }

    package func glob(_ pattern: String, from folder: SourceFolder) throws(FileProblem) -> [String] {
        try files.glob(pattern, from: folder)
    }

    package func media(_ path: String, from folder: SourceFolder) throws(FileProblem) -> ReferenceFile {
        try files.media(path, from: folder)
    }
}

/// The folder of a script or of an imported file, as its path was written: empty for the working directory.
package struct SourceFolder: Hashable, Sendable {
    package var path: String

    package init(_ path: String) { self.path = path }

    /// The folder of the file with this path.
    package init(of file: String) {
        if let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) {
            path = String(file[..<file.utf8.index(after: slash)])
        } else {
            path = ""
        }
    }
}

/// A reference file as it was found: its type from its content, nil where the content says nothing.
package struct ReferenceFile: Sendable, Hashable {
    /// Absolute, links resolved.
    package var location: String
    package var type: MediaType?
    package var bytes: Int
    /// Whether it is all there.
    package var structure: MediaStructure

    package init(location: String, type: MediaType?, bytes: Int, structure: MediaStructure = .complete) {
        self.location = location
        self.type = type
        self.bytes = bytes
        self.structure = structure
    }
}

/// Why a file cannot be read.
package enum FileProblem: Error, Sendable, Hashable {
    case notFound
    /// There is one whose name differs in letter case alone.
    case otherName(String)
    /// It lies outside of what the script may read.
    case outside
    case isFolder
    case tooLarge(bytes: Int)
    /// The system's words.
    case unreadable(String)
}
