package import RivyaRuns
package import RivyaSyntax

/// One job as it is looked at: what was asked for, what became of it, and what it made.
package struct GalleryCell: Sendable {
    package enum State: Sendable, Hashable {
        /// In the plan, and not sent.
        case planned
        /// Sent, without a result so far.
        case running
        case ended(JobStatus)

        /// A stable word for exports.
        package var text: String {
            switch self {
            case .planned: "planned"
            case .running: "running"
            case .ended(let status): status.rawValue
            }
        }
    }

    package var label: JobLabel
    package var prompt: String?
    package var state: State
    /// What was finally taken; nil where that was not seen.
    package var credits: Number?
    /// What is known of the money, as a stable word (`Charge.kind`); nil before anything was sent.
    package var charge: String?
    package var taskID: String?
    /// Absolute paths, the primary result first.
    package var files: [String]
    package var failure: JobFailure?
    /// From submitting to the last thing seen.
    package var seconds: Double?

    package init(
        _ label: JobLabel,
        prompt: String?,
        state: State,
        credits: Number? = nil,
        charge: String? = nil,
        taskID: String? = nil,
        files: [String] = [],
        failure: JobFailure? = nil,
        seconds: Double? = nil
    ) {
        self.label = label
        self.prompt = prompt
        self.state = state
        self.credits = credits
        self.charge = charge
        self.taskID = taskID
        self.files = files
        self.failure = failure
        self.seconds = seconds
    }

    package init(_ report: JobReport, prompt: String?) {
        self.init(
            report.label,
            prompt: prompt,
            state: .ended(report.status),
            credits: report.credits,
            charge: report.charge.kind,
            taskID: report.taskID,
            files: report.files,
            failure: report.failure,
            seconds: report.seconds
        )
    }
}
