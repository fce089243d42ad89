import Foundation
import GRDB
package import RivyaRuns

extension Ledger: RunArchive {
    package func contents(ofRun run: String) async throws(StoreError) -> RunContents? {
        try await read { [owner] db in
            guard let record = try RunRecord.fetchOne(db, key: run) else { return nil }
            let own = try JobRecord.filter(Column("run") == run)
                .order(Column("number"), Column("attempt"), Column("id")).fetchAll(db)
            let others = try JobRecord.filter(
                sql: "id IN (SELECT source FROM job WHERE run = ?)", arguments: [run]
            ).fetchAll(db)
            let files = try Self.files(
                "SELECT id FROM job WHERE run = :run UNION SELECT source FROM job WHERE run = :run", ["run": run], db)
            func stored(_ job: JobRecord) throws -> StoredJob {
                try job.stored(files: job.id.flatMap { files[$0] } ?? [])
            }
            var counts: [JobState: Int] = [:]
            for job in own { if let state = JobState(rawValue: job.state) { counts[state, default: 0] += 1 } }
            let owners = Set((own + others).filter { openStates.contains($0.state) }.compactMap(\.owner))
            return RunContents(
                run: StoredRun(
                    id: record.id, identity: record.identity, script: record.script, startedAt: record.startedAt,
                    endedAt: record.endedAt, counts: counts),
                outputRoot: record.outputRoot, jobs: try own.map(stored),
                sources: Dictionary(
                    uniqueKeysWithValues: try others.map { (StoredJobID($0.id ?? 0), try stored($0)) }),
                requests: try Self.requests(run, db),
                judgments: try Self.judgments(run, db),
                plan: try PlanRecord.fetchOne(db, key: run)?.cells,
                isAttended: owners.contains { owner.isAlive($0) })
        }
    }

    package func keep(plan: String?, ofRun run: String) async throws(StoreError) {
        try await writes.write { db in
            if let plan {
                try PlanRecord(run: run, cells: plan).insert(db, onConflict: .replace)
            } else {
                try PlanRecord.deleteOne(db, key: run)
            }
        }
    }

    package func jobs(withResult sha256: String) async throws(StoreError) -> [StoredJob] {
        try await read { db in
            try JobRecord.filter(
                sql: "id IN (SELECT job FROM download WHERE sha256 = ?)", arguments: [sha256]
            ).order(sql: "source IS NOT NULL, id DESC").fetchAll(db).map { try Self.stored($0, db) }
        }
    }

    package func changeMark() -> [Int64] {
        // Every commit of every process writes to one of them.
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

    /// The files of many jobs at once, by the job: see `stored(_:_:)`.
    private static func files(
        _ jobs: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [Int64: [StoredFile]] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                WITH shown AS (\(jobs))
                SELECT download.*, shown.id AS shown FROM shown JOIN download ON download.job = shown.id
                UNION ALL
                SELECT download.*, shown.id AS shown FROM shown JOIN job ON job.source = shown.id
                JOIN download ON download.job = job.id
                ORDER BY shown, number, job
                """, arguments: arguments)
        var files: [Int64: [StoredFile]] = [:]
        for row in rows { files[row["shown"], default: []].append(StoredFile(try DownloadRecord(row: row))) }
        return files
    }

    private static func requests(_ run: String, _ db: Database) throws -> [CellKey: String] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT key, request FROM cell WHERE key IN (SELECT cell FROM job WHERE run = ?)",
            arguments: [run])
        return Dictionary(uniqueKeysWithValues: rows.map { (CellKey(stored: $0["key"]), $0["request"]) })
    }
}
