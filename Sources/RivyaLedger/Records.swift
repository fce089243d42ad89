import Foundation
import GRDB

/// One struct for each table, with its columns as properties.
struct RunRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "run"

    var id: String
    var identity: String
    var script: String
    var outputRoot: String
    var isFresh: Bool
    var startedAt: Double
    var endedAt: Double?
}

struct CellRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "cell"

    var key: String
    var identity: String
    var model: String
    var request: String
    var priceGroup: String
}

struct JobRecord: Codable, FetchableRecord, MutablePersistableRecord, Sendable {
    static let databaseTableName = "job"

    var id: Int64?
    var run: String
    /// The job's index in its run.
    var number: Int
    var attempt: Int
    var cell: String?
    var source: Int64?
    /// The process that works on it; nil where none does.
    var owner: String?
    /// How often another process has taken it over: its times then tell nothing about the model.
    var adoptions = 0
    var state: String
    var name: String?
    var model: String
    /// A JSON object, in the order of the loops.
    var axes: String
    /// A JSON list.
    var tags: String
    var output: String
    var take: Int
    var file: String
    var line: Int
    var statement: String
    var idempotencyKey: String?
    /// What the key is derived with; nil where it was drawn at random.
    var generation: Int?
    var nonce: String?
    var body: Data?
    var taskID: String?
    var isShared = false
    /// A JSON list.
    var urls = "[]"
    var charge = "not_charged"
    var credits: String?
    var failureCode: String?
    var failureMessage: String?
    var failureHelp: String?
    var failureRequestID: String?
    var claimedAt: Double
    var submittedAt: Double?
    var acceptedAt: Double?
    /// When the task was first seen in a final state.
    var doneAt: Double?
    var endedAt: Double?
    /// Of the API key that it was sent with.
    var credential: String?
    /// When it left, by the machine's uptime.
    var boot: String?
    var uptime: Double?

    mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

struct AttemptRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "attempt"

    var id: Int64?
    var job: Int64
    var at: Double
    /// `accepted`, or the word for an error.
    var outcome: String
    var status: Int?
    var message: String?
    var requestID: String?
}

struct UploadRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "upload"

    var identity: String
    var sha256: String
    var mimeType: String
    var fileID: String
    var url: String
    var durationToken: String?
    var at: Double
    var credential: String?
}

struct DownloadRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "download"

    var job: Int64
    var number: Int
    var url: String
    var path: String
    var bytes: Int
    var sha256: String
    var modified: Double
    var at: Double
}

struct ChargeRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "charge"

    var id: Int64?
    var job: Int64
    var kind: String
    var credits: String?
    var at: Double
}

struct PriceRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "price"

    var identity: String
    var priceGroup: String
    var credits: String
    var at: Double
}

struct JudgmentRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "judgment"

    /// The row whose task made the result.
    var job: Int64
    var stars: Int?
    var verdict: String?
    /// A JSON list.
    var tags: String
    var note: String
    var time: Double
}

struct PlanRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
    static let databaseTableName = "plan"

    var run: String
    /// A JSON list.
    var cells: String
}
