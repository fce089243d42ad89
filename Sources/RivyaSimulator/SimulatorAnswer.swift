import RivyaSyntax

/// One HTTP answer, and what the connection is to do with it.
package struct SimulatorAnswer: Sendable {
    /// What happens to the answer on its way. Whether the request had its effect is decided already.
    package enum Delivery: Sendable, Hashable {
        case normal
        /// The connection is closed without a byte of the answer.
        case dropped
        /// The connection is reset (RST) without a byte of the answer.
        case reset
        /// The head promises the whole body; the connection is closed after that many bytes of it.
        case truncated(bytes: Int)
        /// The body takes that long, spread evenly.
        case slow(Duration)
    }

    package var status: Int
    /// Names in lower case. `content-length` is always among them, also for an answer to `HEAD`, whose body is empty.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var delivery: Delivery = .normal

    init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], type: String? = nil) {
        self.status = status
        self.headers = (type.map { [("content-type", $0)] } ?? []) + headers
        self.headers.append(("content-length", String(body.count)))
        self.body = body
    }

    init(status: Int = 200, json: JSONValue) {
        var body: [UInt8] = []
        json.write(to: &body)
        self.init(status: status, body: body, type: "application/json; charset=utf-8")
    }
}
