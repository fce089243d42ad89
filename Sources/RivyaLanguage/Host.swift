package import RivyaSyntax

/// Every effect of a script goes through here. The evaluator calls it from its own thread, so a host may block.
package protocol Host: ScriptFiles {
    /// Takes a checked request. Does not wait for it.
    func submit(_ request: JobRequest) throws(HostFailure)

    /// What a job has come to, waiting until it has finished; nil while planning, where that is not known.
    func outcome(of job: Int) throws(HostFailure) -> JobOutcome?

    /// Waits until the jobs have finished.
    func wait(for jobs: [Int]) throws(HostFailure)

    /// One line of text for the user.
    func print(_ line: String)
}

/// A host that wants to hear of everything that is wrong or looks unmeant before anything is sent: evaluation goes on
/// behind a wrong `gen`.
package protocol Surveyor: Host {
    /// - Parameter model: mistakes of one place are told apart by it.
    func note(wrong diagnostic: Diagnostic, model: String)

    /// - Parameter subject: remarks of one place are told apart by it.
    func remark(_ diagnostic: Diagnostic, subject: String)
}

/// The host ends the script.
package enum HostFailure: Error, Sendable, Hashable {
    /// The user interrupted a wait.
    case interrupted
    /// The run cannot go on, for a reason that is reported elsewhere.
    case stopped
}

/// What a finished job tells a script.
package struct JobOutcome: Sendable {
    package var id: String?
    package var status: String
    package var urls: [String]
    package var path: String?
    package var credits: Number?
    package var error: String?
    package var seconds: Number?

    package init(
        id: String?, status: String, urls: [String], path: String?, credits: Number?, error: String?, seconds: Number?
    ) {
        self.id = id
        self.status = status
        self.urls = urls
        self.path = path
        self.credits = credits
        self.error = error
        self.seconds = seconds
    }
}
