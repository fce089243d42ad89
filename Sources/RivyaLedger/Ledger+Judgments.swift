import GRDB
package import RivyaRuns
import RivyaSyntax

extension Ledger: JudgmentStore {
    package func judgments(ofRun run: String) async throws(StoreError) -> [StoredJobID: Judgment] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT job.id AS shown, judgment.* FROM job
                    JOIN judgment ON judgment.job = coalesce(job.source, job.id) WHERE job.run = ?
                    """, arguments: [run])
            var judgments: [StoredJobID: Judgment] = [:]
            for row in rows {
                judgments[StoredJobID(row["shown"])] = Judgment(try JudgmentRecord(row: row))
            }
            return judgments
        }
    }

    package func judge(
        _ judgments: [CellKey: Judgment], inRuns runs: [String]
    ) async throws(StoreError) -> [CellKey] {
        try await writes.write { db in
            var unknown: [CellKey] = []
            for (cell, judgment) in judgments {
                let row = try Row.fetchOne(
                    db,
                    JobRecord.filter(Column("cell") == cell.description && runs.contains(Column("run")))
                        .select(sql: "max(coalesce(source, id)) AS judged"))
                guard let job = row?["judged"] as Int64? else {
                    unknown.append(cell)
                    continue
                }
                let earlier = try JudgmentRecord.fetchOne(db, key: job)
                if let earlier, earlier.time > judgment.time { continue }
                try JudgmentRecord(judgment, of: job).insert(db, onConflict: .replace)
            }
            return unknown
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
