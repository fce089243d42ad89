/// A job that is not finished, and the key that it was sent with.
package struct BoundJob: Sendable, Hashable {
    package var name: JobName
    package var identity: String
    package var cell: CellKey?
    package var credential: CredentialDigest

    package init(name: JobName, identity: String, cell: CellKey?, credential: CredentialDigest) {
        self.name = name
        self.identity = identity
        self.cell = cell
        self.credential = credential
    }
}
