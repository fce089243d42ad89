package import RivyaRuns
package import RivyaSyntax

/// One job as it is looked at: what was asked for, what became of it, what it made, and what people think of it.
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

    /// Seconds since 1970 at which a job came that far.
    package struct Times: Sendable, Hashable {
        package var submitted: Double?
        package var accepted: Double?
        package var ended: Double?

        package init(submitted: Double? = nil, accepted: Double? = nil, ended: Double? = nil) {
            self.submitted = submitted
            self.accepted = accepted
            self.ended = ended
        }
    }

    package var label: JobLabel
    /// What judgments are kept under; nil where the job ended before its content was known.
    package var key: CellKey?
    package var prompt: String?
    package var state: State
    /// What was finally taken; nil where that was not seen.
    package var credits: Number?
    /// What is known of the money of the last try; nil where the job is only planned.
    package var charge: Charge?
    package var taskID: String?
    /// The primary result first.
    package var files: [GalleryFile]
    package var failure: JobFailure?
    /// From submitting to the last thing seen.
    package var seconds: Double?
    package var times: Times
    /// The body of the request as it was sent: JSON, byte for byte.
    package var request: [UInt8]?
    /// Where the `gen` stands, and its text.
    package var origin: JobSpecification.Origin?
    package var judgment: Judgment?

    package init(
        _ label: JobLabel,
        key: CellKey? = nil,
        prompt: String? = nil,
        state: State,
        credits: Number? = nil,
        charge: Charge? = nil,
        taskID: String? = nil,
        files: [GalleryFile] = [],
        failure: JobFailure? = nil,
        seconds: Double? = nil,
        times: Times = Times(),
        request: [UInt8]? = nil,
        origin: JobSpecification.Origin? = nil,
        judgment: Judgment? = nil
    ) {
        self.label = label
        self.key = key
        self.prompt = prompt
        self.state = state
        self.credits = credits
        self.charge = charge
        self.taskID = taskID
        self.files = files
        self.failure = failure
        self.seconds = seconds
        self.times = times
        self.request = request
        self.origin = origin
        self.judgment = judgment
    }

    /// A job of the plan that nothing was sent for yet.
    package init(
        planned label: JobLabel,
        prompt: String?,
        origin: JobSpecification.Origin? = nil,
        key: CellKey? = nil
    ) {
        self.init(label, key: key, prompt: prompt, state: .planned, origin: origin)
    }

    package init(_ report: JobReport, prompt: String?) {
        self.init(
            report.label,
            prompt: prompt,
            state: .ended(report.status),
            credits: report.credits,
            charge: report.charge,
            taskID: report.taskID,
            files: report.files.map { GalleryFile(path: $0) },
            failure: report.failure,
            seconds: report.seconds
        )
    }
}
