import RivyaLedger
import RivyaRuns
import RivyaSyntax

extension PlannedCells {
    /// Some of the plan's requests, and what the new ones among them cost by their base prices.
    struct Share: Sendable {
        var requests = 0
        var credits = Number.whole(0)
    }

    /// The jobs that are not sent anew: their results exist or are being made, or nobody knows (`repeatsUnknown`).
    /// - Parameter ledger: nil where there is no ledger yet, or none of it counts.
    func paid(in ledger: LedgerReader?, repeatsUnknown: Bool) async throws -> Set<Int> {
        let known = try await ledger?.standing(of: keys) ?? [:]
        return Set(
            cells.indices.filter { place in
                switch cells[place].standing(known) {
                case .cached, .running: true
                case .unknown: !repeatsUnknown
                case nil: false
                }
            }.map { $0 + 1 })
    }

    /// What of the pilot, and what of the others, is not paid for yet.
    func shares(_ order: RunOrder, paid: Set<Int>) -> (pilot: Share, rest: Share) {
        var (pilot, rest) = (Share(), Share())
        for (place, cell) in cells.enumerated() where !paid.contains(place + 1) {
            if order.isPilot(place + 1) { pilot.add(cell) } else { rest.add(cell) }
        }
        return (pilot, rest)
    }
}

extension PlannedCells.Share {
    fileprivate mutating func add(_ cell: PlannedCells.Cell) {
        requests += 1
        credits = credits + cell.price
    }
}
