import GRDB
import RivyaRuns
import Synchronization

/// Group commit: what is asked for while one commit is on its way to the disk goes into the next one together, so that
/// the price of durability is paid once for many.
///
/// A caller gets its answer only after the commit that holds its change. A change that fails takes nothing else with
/// it.
final class WriteQueue: Sendable {
    private struct Item: Sendable {
        /// Makes the change; its failure is kept for `settle`.
        var perform: @Sendable (Database) throws -> Void
        /// Tells the caller; nil means that the commit has succeeded.
        var settle: @Sendable ((any Error)?) -> Void
    }

    private let pool: DatabasePool
    private let damage: LedgerDamage
    private let items = Mutex<[Item]>([])

    init(_ pool: DatabasePool, damage: LedgerDamage) {
        self.pool = pool
        self.damage = damage
    }

    /// Runs a change in a transaction that no other process can interfere with. Not undone by cancelling the caller's
    /// task: what is written down about money is written down.
    func write<Answer: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
            let box = AnswerBox<Answer>()
            let item = Item(
                perform: { db in
                    do {
                        let value = try change(db)
                        box.set(.success(value))
                    } catch {
                        box.set(.failure(error))
                        throw error
                    }
                },
                settle: { failure in
                    if let failure { return continuation.resume(returning: .failure(StoreError(failure))) }
                    switch box.get() {
                    case .success(let value)?: continuation.resume(returning: .success(value))
                    case .failure(let error)?: continuation.resume(returning: .failure(StoreError(error)))
                    case nil: preconditionFailure("a committed change was made")
                    }
                })
            items.withLock { $0.append(item) }
            pool.asyncWriteWithoutTransaction { db in self.drain(db) }
        }
        return try damage.noting { () throws(StoreError) in try result.get() }
    }

    /// Commits all that is waiting. One call is scheduled for each item; those that find nothing left do nothing.
    private func drain(_ db: Database) {
        let batch = items.withLock { items in
            defer { items = [] }
            return items
        }
        guard !batch.isEmpty else { return }
        do {
            try db.inTransaction(.immediate) {
                for item in batch {
                    do {
                        try db.inSavepoint {
                            try item.perform(db)
                            return .commit
                        }
                    } catch  where db.isInsideTransaction {
                        // This change alone is undone; its caller is told after the commit.
                        continue
                    }
                }
                return .commit
            }
            for item in batch { item.settle(nil) }
        } catch {
            for item in batch { item.settle(error) }
        }
    }
}

/// Carries a change's answer from the transaction to the moment after its commit.
private final class AnswerBox<Answer: Sendable>: Sendable {
    private let answer = Mutex<Result<Answer, any Error>?>(nil)

    func set(_ result: sending Result<Answer, any Error>) { answer.withLock { $0 = result } }

    func get() -> Result<Answer, any Error>? { answer.withLock { $0 } }
}
