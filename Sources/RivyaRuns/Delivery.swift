/// How far the results of one task are on their way here.
struct Delivery {
    let taskID: String
    let row: StoredJobID
    var urls: ResultURLs
    /// The URLs at hand may be old: the task is asked for them before anything is fetched.
    var asksFirst = false
    /// What is there already lies where this run wants it.
    var isPlaced = false
    /// What is known of the money, where the row of the ledger is one that is being fetched: fresh URLs are then noted.
    var charge: Charge?

    /// Where the results lie, by number.
    var files: [Int: String] = [:]
    /// The last of them, where the store has yet to be told of it: that may be done together with the job's end.
    var last: StoredFile?
    /// Why some are not here, by number.
    var problems: [Int: JobFailure] = [:]
    /// Why nothing more is fetched.
    var end: JobFailure?
    /// What is to be said of results that are here.
    var remarks: [String] = []

    init(taskID: String, row: StoredJobID, urls: [String]) {
        self.taskID = taskID
        self.row = row
        self.urls = ResultURLs(urls)
    }

    var paths: [String] { files.sorted { $0.key < $1.key }.map(\.value) }

    var missing: [Int] { urls.count == 0 ? [] : (1...urls.count).filter { files[$0] == nil } }

    /// Why not all is here, over all results; nil where all is.
    var problem: JobFailure? {
        if let end { return end }
        let numbers = problems.keys.sorted()
        guard let first = numbers.first, let failure = problems[first] else { return nil }
        guard urls.count > 1 else { return failure }
        let parts = numbers.map { "result \($0): \(problems[$0]?.message ?? "")" }
        return JobFailure(
            failure.code, "\(numbers.count) of \(urls.count) results are not here; " + parts.joined(separator: "; "),
            help: failure.help, requestID: failure.requestID)
    }
}
