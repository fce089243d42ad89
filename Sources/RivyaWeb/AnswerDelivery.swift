import HTTPTypes
import HummingbirdCore
import NIOCore
import RivyaSimulator
import RivyaSyntax

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Carries one answer to its connection, or spoils it on the way as its delivery says.
///
/// The writer belongs to the server's own handling of the connection, which is `@concurrent`; so are its users here.
struct AnswerDelivery {
    /// Thrown to end a connection: the server closes it and waits for no further request.
    private struct ConnectionSpoiled: Error {}

    /// A slow body comes in so many pieces at most.
    private static let maxPieces = 20

    let answer: SimulatorAnswer
    let channel: any Channel

    @concurrent
    func send(with writer: consuming ResponseWriter) async throws {
        let head = Self.head(answer.status, answer.headers)
        switch answer.delivery {
        case .normal:
            let body = answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
            try await writer.write(response: head, body: body)
        case .dropped:
            throw ConnectionSpoiled()
        case .reset:
            // With no time to linger, closing sends RST instead of FIN.
            if let options = channel as? any SocketOptionProvider {
                try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            try await channel.close()
            throw ConnectionSpoiled()
        case .truncated(let bytes):
            var body = try await writer.writeHead(head)
            try await body.write(ByteBuffer(bytes: answer.body.prefix(bytes)))
            // Unlike a full close, this one lets what is written leave first.
            try await channel.close(mode: .output)
            throw ConnectionSpoiled()
        case .slow(let duration):
            try await sendSlowly(head, over: duration, with: writer)
        }
    }

    @concurrent
    private func sendSlowly(
        _ head: HTTPResponse,
        over duration: Duration,
        with writer: consuming ResponseWriter
    ) async throws {
        var body = try await writer.writeHead(head)
        let pieces = max(1, min(Self.maxPieces, answer.body.count))
        for piece in 0..<pieces {
            try await Task.sleep(for: duration / pieces)
            let start = answer.body.count * piece / pieces
            let end = answer.body.count * (piece + 1) / pieces
            if start < end { try await body.write(ByteBuffer(bytes: answer.body[start..<end])) }
        }
        try await body.finish(nil)
    }

    /// An error object that is not the world's: the request does not reach it.
    @concurrent
    static func refuse(
        _ status: Int,
        code: String,
        message: String,
        with writer: consuming ResponseWriter
    ) async throws {
        var body: [UInt8] = []
        let error = JSONValue.object([.init("code", .string(code)), .init("message", .string(message))])
        JSONValue.object([.init("error", error)]).write(to: &body)
        let headers = [
            (name: "content-type", value: "application/json"), (name: "content-length", value: String(body.count)),
        ]
        try await writer.write(response: head(status, headers), body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private static func head(_ status: Int, _ headers: [(name: String, value: String)]) -> HTTPResponse {
        var fields = HTTPFields()
        for header in headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        return HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
    }
}
