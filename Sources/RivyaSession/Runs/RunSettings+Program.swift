import RivyaLanguage
import RivyaRuns
import RivyaSyntax

extension RunSettings {
    /// What a program, a command line and a configuration together say; defaults for the rest.
    init(_ given: ProgramSettings, isSimulated: Bool, outputRoot: String) {
        self.init(outputRoot: outputRoot)
        take(given, isSimulated: isSimulated)
    }

    /// Takes over what is said; the rest stays as it is.
    mutating func take(_ given: ProgramSettings, isSimulated: Bool) {
        budget = given.budget
        if let given = given.concurrency { concurrency = given }
        switch given.rate {
        case .unlimited: rate = nil
        case .perSecond(let given): rate = given.double
        case nil: break
        }
        poll = given.poll ?? (isSimulated ? .milliseconds(200) : poll)
        if given.onError == .stop { onError = .stop }
        if let given = given.retries { retries = given }
        if let given = given.timeout { timeout = given }
    }
}
