import RivyaCatalog
import RivyaLanguage
import RivyaLedger
import RivyaRuns
import RivyaSyntax

/// The cells of a plan, to be looked up in the ledger: what an earlier run has paid for is not paid again.
struct PlannedCells: Sendable {
    struct Cell: Sendable {
        var price: Number
        /// nil where a part of the request is not known yet, or a reference cannot be read.
        var key: CellKey?
        /// See `FormerKeys`.
        var formerKeys: [CellKey] = []

        /// How the ledger knows it, as `claim` looks it up.
        func standing(_ known: [CellKey: CellStanding]) -> CellStanding? {
            if let key, let standing = known[key] { return standing }
            return formerKeys.lazy.compactMap { known[$0] }.first
        }
    }

    /// How the cells of a plan stand.
    struct Standing: Sendable {
        var requests = 0
        var cached = 0
        var running = 0
        /// Sent earlier, and nobody knows what became of them: they are not sent again without being told to.
        var unknown = 0
        /// Base prices of what would be sent anew.
        var creditsToPay = Number.whole(0)

        var new: Int { requests - cached - running - unknown }

        /// What the ledger makes of the plan, such as `1 new, 3 cached`; nil where it knows none of it.
        var summary: String? {
            guard new < requests else { return nil }
            var parts = ["\(new) new"]
            if cached > 0 { parts.append("\(cached) cached") }
            if running > 0 { parts.append("\(running) running") }
            if unknown > 0 { parts.append("\(unknown) unknown") }
            return parts.joined(separator: ", ")
        }

        var toPay: String { "\(counted(creditsToPay, "credit")) to pay" }
    }

    private let identity: String
    private let digests: FileDigests
    private var takes = TakeCounter()
    private(set) var cells: [Cell] = []

    init(identity: String, digests: FileDigests = FileDigests()) {
        self.identity = identity
        self.digests = digests
    }

    /// Takes the plan's requests in their order: a job that another one refers to comes before it.
    /// - Returns: nil where a part of the request is not known yet, or a reference cannot be read.
    @discardableResult
    mutating func add(_ request: JobRequest) -> CellKey? {
        let price = request.request.model.baseCredits
        guard
            request.unknown.isEmpty,
            let contents = try? RequestDigest.contents(
                of: request.request.references, digests: digests, cell: { cells[$0 - 1].key })
        else {
            cells.append(Cell(price: price))
            return nil
        }
        let digest = RequestDigest(request.request, identity: identity, references: contents)
        let take = takes.next(digest)
        let key = CellKey(digest, take: take)
        let formerKeys = FormerKeys.of(
            request.request, identity: identity, references: contents, former: { cells[$0 - 1].formerKeys }, take: take)
        cells.append(Cell(price: price, key: key, formerKeys: formerKeys))
        return key
    }

    /// Every key that the ledger may know the cells by.
    var keys: [CellKey] { cells.flatMap { cell in (cell.key.map { [$0] } ?? []) + cell.formerKeys } }

    /// - Parameters:
    ///   - ledger: nil where there is none yet, or none of it counts (`--fresh`).
    ///   - repeatsUnknown: requests whose answer was never seen are sent again, and may cost as much as new ones.
    func standing(in ledger: LedgerReader?, repeatsUnknown: Bool = false) async throws -> Standing {
        let known = try await ledger?.standing(of: keys) ?? [:]
        var standing = Standing(requests: cells.count)
        for cell in cells {
            switch cell.standing(known) {
            case .cached: standing.cached += 1
            case .running: standing.running += 1
            case .unknown where !repeatsUnknown: standing.unknown += 1
            case .unknown, nil:
                standing.creditsToPay = standing.creditsToPay + cell.price
            }
        }
        return standing
    }
}
