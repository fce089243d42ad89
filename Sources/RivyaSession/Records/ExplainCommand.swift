import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya explain JOB`: why a job was new, or was not: what makes its request another one than earlier requests.
package struct ExplainCommand: Sendable {
    package var job: String
    package var home: String?
    package var isSimulated: Bool
    package var isJSON: Bool

    /// Of earlier cells to compare with, of each kind; the rest is too long ago to be meant.
    private static let comparedCells = 1000

    package init(job: String, home: String?, isSimulated: Bool, isJSON: Bool) {
        self.job = job
        self.home = home
        self.isSimulated = isSimulated
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            let explanation = try await explain(try await records.chronicle(ofJob: job), records)
            if isJSON {
                surroundings.output.write(explanation.json.text + "\n")
            } else {
                surroundings.output.print(explanation.lines)
            }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func explain(_ chronicle: JobChronicle, _ records: Records) async throws -> Explanation {
        let job = chronicle.job
        var explanation = Explanation(job: job, reason: .new)
        switch job.stored.state {
        case .cached: explanation.reason = .cached
        case .skipped, .released: explanation.reason = .unsent
        case .unknown where job.source != nil: explanation.reason = .unobserved
        default:
            if job.source != nil { explanation.reason = .attached }
        }
        guard explanation.reason == .new, let cell = job.stored.cell else { return explanation }
        if let first = chronicle.tries.first?.stored,
            let earlier = try await records.reader.job(sentFor: cell, before: first.id)
        {
            explanation.earlier = earlier
            explanation.reason = chronicle.run.isFresh && earlier.status?.isSuccess == true ? .fresh : .triedAnew
            return explanation
        }
        explanation.nearest = try await nearest(to: job, cell, records)
        return explanation
    }

    private func nearest(
        to job: RecordedJob, _ cell: CellKey, _ records: Records
    ) async throws -> Explanation.Nearest? {
        guard let document = job.request else { return nil }
        let request = IdentifiedRequest(
            document, identity: job.identity, take: document.take(of: cell, identity: job.identity))
        var best: (key: CellKey, distance: Double)?
        for earlier in try await records.reader.earlierCells(before: job.stored, limit: Self.comparedCells) {
            let distance = RequestDifference(from: earlier.request, to: request).distance
            if best.map({ distance < $0.distance }) ?? true { best = (earlier.key, distance) }
        }
        guard
            let best, let earlier = try await records.reader.job(sentFor: best.key, before: job.stored.id),
            let document = earlier.request
        else { return nil }
        let take = document.take(of: best.key, identity: earlier.identity)
        let difference = RequestDifference(
            from: IdentifiedRequest(document, identity: earlier.identity, take: take), to: request)
        return difference.isNear ? Explanation.Nearest(job: earlier, difference: difference) : nil
    }
}
