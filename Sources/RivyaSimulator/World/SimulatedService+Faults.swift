import RivyaSyntax

extension SimulatedService {
    /// The first of the options' faults that strikes.
    ///
    /// Every fault of the route draws, struck or not, so that a changed probability of one leaves the others alone.
    func drawFault(_ route: Fault.Route, _ random: inout SplitMix64) -> Fault.Kind? {
        let elapsed = Duration.milliseconds(now - (epoch ?? now))
        var struck: Fault.Kind?
        for fault in options.faults where fault.route == nil || fault.route == route {
            let chance = random.fraction()
            if let window = fault.window, !window.contains(elapsed) { continue }
            if struck == nil, chance < fault.probability { struck = fault.kind }
        }
        return struck
    }

    /// The answer of a fault that keeps the request from having an effect; nil for one that does not.
    func prevention(_ fault: Fault.Kind, of request: SimulatorRequest) -> SimulatorAnswer? {
        switch fault {
        case .http(let status):
            return APIError(status, "internal_error", "Something went wrong.").answer(requestID: requestID)
        case .html(let status):
            let page = """
                <!DOCTYPE html>
                <html><head><title>\(status)</title></head>
                <body><h1>\(status)</h1><p>The server is temporarily unable to answer.</p></body></html>
                """
            return SimulatorAnswer(status: status, body: Array(page.utf8), type: "text/html; charset=utf-8")
        case .rateLimited(let retryAfter):
            return APIError.rateLimited(retryAfter: retryAfter).answer(requestID: requestID)
        case .drop, .reset:
            var answer = SimulatorAnswer(status: 503)
            answer.delivery = fault == .drop ? .dropped : .reset
            return answer
        case .refused(let status):
            guard isRepeated(request) else { return nil }
            let code = [402: "insufficient_credits", 404: "not_found"][status] ?? "validation_failed"
            return APIError(status, code, "The request is not valid now.").answer(requestID: requestID)
        case .conflict:
            guard isRepeated(request) else { return nil }
            return APIError(409, "idempotency_conflict", "A request with this key is still being worked on.")
                .answer(requestID: requestID)
        case .expired:
            let said = "<Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message></Error>"
            return SimulatorAnswer(status: 400, body: Array(said.utf8), type: "application/xml")
        case .lost, .truncated, .slow, .late, .spoiled, .cut, .encoded:
            return nil
        }
    }

    /// What a fault makes of a result that is sent whole; nil for faults of other kinds.
    func spoiled(_ answer: SimulatorAnswer, _ fault: Fault.Kind?, _ random: inout SplitMix64) -> SimulatorAnswer? {
        guard answer.status == 200, !answer.body.isEmpty else { return nil }
        let type = answer.headers.first { $0.name == "content-type" }?.value
        switch fault {
        case .cut:
            return SimulatorAnswer(status: 200, body: Array(answer.body.prefix(answer.body.count / 2)), type: type)
        case .encoded:
            var packed = RunDeflate()
            for byte in answer.body { packed.append(byte, count: 1) }
            return SimulatorAnswer(
                status: 200, headers: [("content-encoding", "deflate")], body: packed.finished(), type: type)
        case .spoiled(.json):
            return SimulatorAnswer(json: .object([.init("error", .string("expired"))]))
        case .spoiled(.page):
            let page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n"
            return SimulatorAnswer(status: 200, body: Array(page.utf8), type: "text/html; charset=utf-8")
        case .spoiled(.zip):
            return SimulatorAnswer(
                status: 200, body: Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 200), type: type)
        case .spoiled(.noise):
            // No medium begins with zeros of this number.
            let noise = [0, 0, 0, 0] + (0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return SimulatorAnswer(status: 200, body: noise, type: type)
        default: return nil
        }
    }

    private func isRepeated(_ request: SimulatorRequest) -> Bool {
        request.header("idempotency-key").map { keys[$0] != nil } ?? false
    }
}
