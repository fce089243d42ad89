import Foundation
import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import Testing

/// What is not finished belongs to the key that it was sent with.
struct CredentialTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/rivya-credentials-\(UUID().uuidString)"
    private let old = CredentialDigest(ofKey: "rvya_sk_old")
    private let new = CredentialDigest(ofKey: "rvya_sk_new")
    private let cell = CellKey(stored: String(repeating: "a", count: 64))

    private func inFolder(_ body: () async throws -> Void) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body()
    }

    private func open(_ credential: CredentialDigest?) throws -> Ledger {
        try Ledger(folder: folder, credential: credential)
    }

    private func claim(_ ledger: Ledger, _ body: [UInt8]? = [1]) async throws -> ClaimAnswer {
        let run = try await ledger.begin(
            RunOpening(identity: "x", script: "s", outputRoot: "/", isFresh: false, startedAt: 10))
        return try await ledger.claim(
            CellClaim(
                run: run, identity: "x", label: JobLabel(index: 1, name: nil, model: "m", axes: [], tags: []),
                cell: cell, request: "{}", priceGroup: "g", output: "o", take: 1,
                origin: .init(file: "f", line: 1, statement: "s"), isFresh: false, body: body, time: 10))
    }

    /// Leaves a task that goes on behind.
    private func begin(_ credential: CredentialDigest?) async throws {
        let ledger = try open(credential)
        guard case .granted(let job, _) = try await claim(ledger) else { throw StoreError(.other, "not granted") }
        let task = TaskReport(id: "task_1", status: .queued, reservedCredits: nil, finalCredits: nil, urls: [])
        try await ledger.accepted(job, task: task, isShared: false, at: 11)
    }

    @Test func theDigestIsKeyedAndStable() {
        #expect(old != new)
        #expect(old.description.utf8.count == 64)
        // Ledgers of all versions can be compared.
        #expect(
            CredentialDigest(ofKey: "rvya_sk_a").description
                == "587c1718545de48d3229ae4ba4a533a16cf7cd66b3fd755c97e07a4a11c67d09")
    }

    @Test func anotherKeyLeavesItAlone() async throws {
        try await inFolder {
            try await begin(old)
            let ledger = try open(new)
            let bound = try await ledger.history.boundJobs(identity: "x", otherThan: new)
            #expect(bound.map(\.cell) == [cell])
            #expect(bound.map(\.credential) == [old])
            #expect(try await ledger.history.boundJobs(identity: "x", otherThan: old).isEmpty)
            #expect(try await ledger.history.tasks(madeWith: old, limit: 3) == ["task_1"])
            #expect(try await ledger.adopt(identity: "x", run: nil, repeatsUnknown: true).isEmpty)
            guard case .foreign(let job) = try await claim(ledger) else { throw StoreError(.other, "taken") }
            #expect(job.taskID == "task_1")
            // They are of one account, and that is remembered.
            try await ledger.unite(with: old)
            #expect(try await !ledger.history.areApart(new, old))
            guard case .takenOver = try await claim(ledger) else { throw StoreError(.other, "not taken over") }
            #expect(try await ledger.history.boundJobs(identity: "x", otherThan: new).isEmpty)
        }
    }

    @Test func keysOfOneAccountAreOneWhateverTheOrder() async throws {
        try await inFolder {
            let third = CredentialDigest(ofKey: "rvya_sk_third")
            try await open(new).unite(with: old)
            try await open(third).unite(with: old)
            let ledger = try open(nil)
            #expect(try await !ledger.history.areApart(new, third))
            #expect(try await ledger.history.areApart(new, CredentialDigest(ofKey: "rvya_sk_fourth")))
        }
    }

    /// Rows of an older version have no digest, and simulated accounts no key.
    @Test(arguments: [true, false])
    func whatIsNotKnownIsAsBefore(_ isOldRow: Bool) async throws {
        try await inFolder {
            try await begin(isOldRow ? nil : old)
            let ledger = try open(isOldRow ? new : nil)
            guard case .takenOver = try await claim(ledger) else { throw StoreError(.other, "not taken over") }
        }
    }

    @Test func whatIsPaidIsCachedForAll() async throws {
        try await inFolder {
            try await begin(old)
            do {
                let ledger = try open(old)
                let job = try #require(
                    try await ledger.adopt(identity: "x", run: nil, repeatsUnknown: false).first)
                try await ledger.ended(job.id, JobEnding(.succeeded, charge: .charged(.whole(1))), at: 20)
            }
            guard case .cached = try await claim(try open(new)) else { throw StoreError(.other, "not cached") }
        }
    }

    @Test func uploadsAreOfTheirAccount() async throws {
        try await inFolder {
            let file = UploadedFile(id: "f", url: "u", durationToken: nil)
            do {
                let ledger = try open(old)
                try await ledger.remember(upload: file, identity: "x", sha256: "h", mimeType: "m", at: 5)
            }
            let ledger = try open(new)
            func known() async throws -> UploadedFile? {
                try await ledger.upload(identity: "x", sha256: "h", mimeType: "m", within: 0...10)
            }
            #expect(try await known() == nil)
            try await ledger.unite(with: old)
            #expect(try await known() == file)
        }
    }

    @Test func aJudgmentFromTheFutureDoesNotStayForEver() async throws {
        try await inFolder {
            try await begin(nil)
            let ledger = try open(nil)
            let run = try #require(try await ledger.history.runIDs().last)
            func judge(_ time: Double) async throws -> Double? {
                let judged = JobJudgment(job: JobName(run: run, index: 1), judgment: Judgment(stars: 5, time: time))
                return try await ledger.judge([judged], now: 1000)[0]?.time
            }
            #expect(try await judge(1_000_000) == 1_000_000)
            #expect(try await judge(1000) == 1000)
            #expect(try await judge(999) == 1000)
        }
    }
}
