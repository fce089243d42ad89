import NIOHTTP1

/// A whole answer of the service.
struct Answer {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
}
