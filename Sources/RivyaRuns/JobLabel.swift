/// What people know a job by.
package struct JobLabel: Sendable, Hashable {
    /// The job's number in its run, from 1.
    package var index: Int
    package var name: String?
    /// The model's id.
    package var model: String
    /// Outermost loop first.
    package var axes: [Axis]
    package var tags: [String]

    package init(index: Int, name: String? = nil, model: String, axes: [Axis] = [], tags: [String] = []) {
        self.index = index
        self.name = name
        self.model = model
        self.axes = axes
        self.tags = tags
    }
}
