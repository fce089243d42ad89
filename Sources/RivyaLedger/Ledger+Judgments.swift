import Foundation
import GRDB
package import RivyaRuns
import RivyaSyntax

extension Ledger {
    /// Keeps judgments, all of them in one step. Of two of one result the one with the later time stays.
    ///
    /// A judgment is kept with the row whose task made the result. So it comes along wherever the result is used again,
    /// and a cell that was paid for anew begins without one.
    ///
    /// - Returns: for each, in order, what is kept now; nil where the ledger has no such job.
    package func judge(
        _ judgments: [JobJudgment], now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> [Judgment?] {
        try await writes.write { db in
            try judgments.map { judged in
                // The last try: that is the one that is shown.
                let job = try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT coalesce(source, id) FROM job WHERE run = ? AND number = ?
                        ORDER BY attempt DESC, id DESC LIMIT 1
                        """, arguments: [judged.job.run, judged.job.index])
                guard let job else { return nil }
                // One from the future was noted while a clock was wrong, and would stay for ever.
                if let kept = try JudgmentRecord.fetchOne(db, key: job), kept.time > judged.judgment.time,
                    kept.time <= now + RunSettings.clockTolerance
                {
                    return Judgment(kept)
                }
                try JudgmentRecord(judged.judgment, of: job).insert(db, onConflict: .replace)
                return judged.judgment
            }
        }
    }

    /// Keeps the plan of a run, a JSON document, so that jobs that were never begun can be shown; nil takes it away.
    package func keep(plan: String?, ofRun run: String) async throws(StoreError) {
        try await writes.write { db in
            if let plan {
                try PlanRecord(run: run, cells: plan).insert(db, onConflict: .replace)
            } else {
                try PlanRecord.deleteOne(db, key: run)
            }
        }
    }

    /// Something that is another after each change of any process.
    package func changeMark() -> [Int64] {
        // Every commit writes to one of them.
        [pool.path, pool.path + "-wal"].flatMap { path -> [Int64] in
            var info = stat()
            guard stat(path, &info) == 0 else { return [0] }
            #if canImport(Darwin)
            let time = info.st_mtimespec
            #else
            let time = info.st_mtim
            #endif
            return [Int64(info.st_size), Int64(time.tv_sec), Int64(time.tv_nsec)]
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
    init(_ record: JudgmentRecord) {
        let tags = try? JSONValue(parsing: Array(record.tags.utf8))
        self.init(
            stars: record.stars, verdict: record.verdict.flatMap(Verdict.init(rawValue:)),
            tags: tags?.array?.compactMap(\.string) ?? [], note: record.note, time: record.time)
    }
}
