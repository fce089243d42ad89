import Foundation
import GRDB
package import RivyaRuns

extension LedgerReader {
    /// nil where there is no such run.
    ///
    /// - Parameter hasJobs: false leaves out jobs and judgments.
    package func contents(ofRun run: String, hasJobs: Bool = true) async throws(StoreError) -> RunContents? {
        try await read { [self] db in
            guard
                let record = try RunRecord.fetchOne(db, key: run),
                let found = try stored([record], db).first
            else { return nil }
            let plan = try PlanRecord.fetchOne(db, key: run)?.cells
            guard hasJobs else {
                return RunContents(run: found, outputRoot: record.outputRoot, jobs: [], judgments: [:], plan: plan)
            }
            let rows = try JobRecord.filter(Column("run") == run)
                .order(Column("number"), Column("attempt"), Column("id")).fetchAll(db)
            return RunContents(
                run: found, outputRoot: record.outputRoot, jobs: try recorded(rows, db),
                judgments: try Self.judgments(run, db),
                plan: plan)
        }
    }

    /// The judgments of a run's jobs, by the rows of the jobs. One that says nothing any more is among them.
    package func judgments(ofRun run: String) async throws(StoreError) -> [StoredJobID: Judgment] {
        try await read { db in try Self.judgments(run, db) }
    }

    private static func judgments(_ run: String, _ db: Database) throws -> [StoredJobID: Judgment] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT job.id AS shown, judgment.* FROM job
                JOIN judgment ON judgment.job = coalesce(job.source, job.id) WHERE job.run = ?
                """, arguments: [run])
        var judgments: [StoredJobID: Judgment] = [:]
        for row in rows { judgments[StoredJobID(row["shown"])] = Judgment(try JudgmentRecord(row: row)) }
        return judgments
    }

    /// The jobs whose result a content is: the ones that made it before those that use it again, newer ones first.
    ///
    /// - Parameter sha256: lower-case hexadecimal.
    package func jobs(withResult sha256: String) async throws(StoreError) -> [RecordedJob] {
        try await read { [self] db in
            let rows = try JobRecord.filter(
                sql: "id IN (SELECT job FROM download WHERE sha256 = ?)", arguments: [sha256]
            ).order(sql: "source IS NOT NULL, id DESC").fetchAll(db)
            return try rows.flatMap { try recorded([$0], db) }
        }
    }
}
