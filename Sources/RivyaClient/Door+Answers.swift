import NIOHTTP1
import RivyaRuns

extension Door {
    func clean(_ headers: HTTPHeaders) -> HTTPHeaders {
        var cleaned = HTTPHeaders()
        for (name, value) in headers { cleaned.add(name: name, value: clean(value)) }
        return cleaned
    }
}

extension TaskReport {
    /// With its words for people cut and made safe. Addresses and ids are whole.
    var shown: TaskReport {
        var report = self
        if case .other(let text) = status { report.status = .other(Door.shown(text, longest: 100)) }
        report.failure = failure.map {
            Failure(code: Door.shown($0.code, longest: 200), message: Door.shown($0.message))
        }
        return report
    }
}

extension ServiceError {
    /// With its words for people cut and made safe.
    var shown: ServiceError {
        var error = self
        error.message = Door.shown(message)
        error.requestID = requestID.map { Door.shown($0, longest: 200) }
        if case .api(.unknown(let text)) = kind { error.kind = .api(.unknown(Door.shown(text, longest: 200))) }
        return error
    }
}
