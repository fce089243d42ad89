/// How far a job is, by the row of its last try.
package struct JobStanding: Sendable, Hashable {
    package var id: StoredJobID
    package var state: JobState

    package init(id: StoredJobID, state: JobState) {
        self.id = id
        self.state = state
    }

    /// Its row stays as it is, until it gets another state or the job another row.
    package var isSettled: Bool { !state.isOpen && state != .unknown && state != .attached }
}
