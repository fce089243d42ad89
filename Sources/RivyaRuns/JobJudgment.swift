/// A judgment, and of which job.
package struct JobJudgment: Sendable, Hashable {
    package var job: JobName
    package var judgment: Judgment

    package init(job: JobName, judgment: Judgment) {
        self.job = job
        self.judgment = judgment
    }
}
