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
        /// Makes the change; its failure is kept for `settle`. Called again where another change of the transaction
        /// failed.
        var perform: @Sendable (Database) throws -> Void
        /// Tells the caller; nil means that the commit has succeeded.
        var settle: @Sendable ((any Error)?) -> Void
    }

    private let pool: DatabasePool
    private let damage: LedgerDamage
    private let watch: LedgerWatch
    private let items = Mutex<[Item]>([])

    init(_ pool: DatabasePool, damage: LedgerDamage, watch: LedgerWatch) {
        self.pool = pool
        self.damage = damage
        self.watch = watch
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
            let isFirst = items.withLock { items in
                items.append(item)
                return items.count == 1
            }
            if isFirst { pool.asyncWriteWithoutTransaction { db in self.drain(db) } }
        }
        return try damage.noting { () throws(StoreError) in try result.get() }
    }

    /// Commits all that is waiting. The first item to wait schedules the call that takes them all.
    private func drain(_ db: Database) {
        let batch = items.withLock { items in
            defer { items = [] }
            return items
        }
        do {
            try watch.check(on: db)
            try commit(batch, db)
            // What went into a file that nobody will read again is not written down.
            try watch.check(on: db)
            for item in batch { item.settle(nil) }
        } catch {
            for item in batch { item.settle(error) }
        }
    }

    /// A change fails hardly ever, so savepoints are set only in a second go, after one did.
    private func commit(_ batch: [Item], _ db: Database) throws {
        var hasFailedChange = false
        do {
            try db.inTransaction(.immediate) {
                do {
                    for item in batch { try item.perform(db) }
                } catch {
                    hasFailedChange = true
                    throw error
                }
                return .commit
            }
        } catch  where hasFailedChange && batch.count > 1 {
            try commitApart(batch, db)
        }
    }

    /// A change that fails is undone alone.
    private func commitApart(_ batch: [Item], _ db: Database) throws {
        try db.inTransaction(.immediate) {
            for item in batch {
                do {
                    try db.inSavepoint {
                        try item.perform(db)
                        return .commit
                    }
                } catch  where db.isInsideTransaction {
                    // Its caller is told after the commit.
                    continue
                }
            }
            return .commit
        }
    }
}

/// Carries a change's answer from the transaction to the moment after its commit.
private final class AnswerBox<Answer: Sendable>: Sendable {
    private let answer = Mutex<Result<Answer, any Error>?>(nil)

    func set(_ result: sending Result<Answer, any Error>) { answer.withLock { $0 = result } }

    func get() -> Result<Answer, any Error>? { answer.withLock { $0 } }
}
