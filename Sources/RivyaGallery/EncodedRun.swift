/// A run whose cells are text already, for a page that is written again and again: only what has changed is made anew,
/// and everything else that a cell consists of need not be kept.
package struct EncodedRun: Sendable {
    /// A cell as `data.js` has it, in a page that refers to the files where they are.
    package struct Cell: Sendable {
        let bytes: [UInt8]
    }

    /// As in `GalleryRun`.
    package var id: String
    package var title: String
    package var started: Double?
    package var isLive: Bool
    package var cells: [Cell]

    package init(id: String, title: String, started: Double?, isLive: Bool, cells: [Cell]) {
        self.id = id
        self.title = title
        self.started = started
        self.isLive = isLive
        self.cells = cells
    }
}
