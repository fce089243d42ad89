import RivyaSyntax
import RivyaLanguage
import RivyaRuns

extension RunSettings {
    /// Takes over what a program or the command line says; the rest stays as it is.
    mutating func take(_ given: ProgramSettings, isSimulated: Bool) {
        budget = given.budget
        if let concurrency = given.concurrency { self.concurrency = concurrency }
        switch given.rate {
        case .unlimited: rate = nil
        case .perSecond(let perSecond): rate = perSecond.double
        case nil: break
        }
        poll = given.poll ?? (isSimulated ? .milliseconds(200) : poll)
        if given.onError == .stop { onError = .stop }
        if let retries = given.retries { self.retries = retries }
        if let timeout = given.timeout { self.timeout = timeout }
    }
}
