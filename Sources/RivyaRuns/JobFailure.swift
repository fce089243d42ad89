/// Why a job did not succeed.
package struct JobFailure: Error, Sendable, Hashable {
    /// The code of jobs that are left alone because they were sent with another API key.
    package static let otherKey = "other_key"

    /// The service's error code where it gave one, else a word of our own: `timeout`, `unreachable`, `over_budget`.
    package var code: String
    /// For people; may hold text of the service, which is made terminal-safe where it is shown.
    package var message: String
    /// What to do, where there is something.
    package var help: String?
    /// The service's `requestId`, for its support.
    package var requestID: String?

    package init(_ code: String, _ message: String, help: String? = nil, requestID: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
        self.requestID = requestID
    }
}
