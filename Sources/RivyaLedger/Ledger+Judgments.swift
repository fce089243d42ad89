import GRDB
package import RivyaRuns
import RivyaSyntax

extension Ledger: JudgmentStore {
    package func judgments(ofRun run: String) async throws(StoreError) -> [StoredJobID: Judgment] {
        try await read { db in try Self.judgments(run, db) }
    }

    static func judgments(_ run: String, _ db: Database) throws -> [StoredJobID: Judgment] {
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

    package func judge(_ judgments: [JobJudgment]) async throws(StoreError) -> [Judgment?] {
        try await writes.write { db in
            try judgments.map { judged in
                // The last try: that is the one that is shown.
                let job = try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT coalesce(source, id) FROM job WHERE run = ? AND number = ?
                        ORDER BY attempt DESC, id DESC LIMIT 1
                        """, arguments: [judged.run, judged.index])
                guard let job else { return nil }
                if let kept = try JudgmentRecord.fetchOne(db, key: job), kept.time > judged.judgment.time {
                    return Judgment(kept)
                }
                try JudgmentRecord(judged.judgment, of: job).insert(db, onConflict: .replace)
                return judged.judgment
            }
        }
    }
}

extension JudgmentRecord {
    fileprivate init(_ judgment: Judgment, of job: Int64) {
        self.init(
            job: job, stars: judgment.stars, verdict: judgment.verdict?.rawValue,
            tags: JSONValue.array(judgment.tags.map(JSONValue.string)).text, note: judgment.note, time: judgment.time)
    }
}

extension Judgment {
    fileprivate init(_ record: JudgmentRecord) {
        let tags = try? JSONValue(parsing: Array(record.tags.utf8))
        self.init(
            stars: record.stars, verdict: record.verdict.flatMap(Verdict.init(rawValue:)),
            tags: tags?.array?.compactMap(\.string) ?? [], note: record.note, time: record.time)
    }
}
