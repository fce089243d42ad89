import RivyaRuns

/// A run as it is looked at: every cell of its plan, also those that failed or were never sent.
package struct GalleryRun: Sendable {
    /// The run's id, as commands take it.
    package var id: String
    /// What people call it: the script's name.
    package var title: String
    /// Seconds since 1970.
    package var started: Double?
    /// Its process is still at it: the page looks for newer data.
    package var isLive: Bool
    package var cells: [GalleryCell]

    package init(id: String, title: String, started: Double? = nil, isLive: Bool = false, cells: [GalleryCell]) {
        self.id = id
        self.title = title
        self.started = started
        self.isLive = isLive
        self.cells = cells
    }

    /// The names of all axes of all cells, in the order in which they first appear.
    package var axisNames: [String] {
        var names: [String] = []
        var known: Set<String> = []
        for cell in cells {
            for axis in cell.label.axes where known.insert(axis.name).inserted { names.append(axis.name) }
        }
        return names
    }
}
