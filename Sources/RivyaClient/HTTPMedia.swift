import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import RivyaRuns

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Fetches results from wherever the service put them. It knows no key, so it cannot send one.
///
/// Beside a partial file, `PATH.resume` names the content it is part of; it is gone when the download is complete.
package struct HTTPMedia: Media {
    private static let maxRedirects = 5
    /// There is no deadline for a download, only for silence; this is for the head of its answer.
    private static let headTimeout = Duration.seconds(60)

    private let transport: Transport

    package init(transport: Transport) {
        self.transport = transport
    }

    package func download(
        url: String, to partPath: String, isContinued: Bool
    ) async throws(ServiceError) -> Download {
        let url = try MediaURL(url)
        let part = PartFile(path: partPath, maxBytes: transport.options.maxMediaBytes)
        if isContinued, let range = try await part.resumption() {
            let answer = try await response(from: url, range: range)
            if let download = try await part.resume(with: answer, after: range) { return download }
            // What is there is part of something else by now: begin anew.
        }
        return try await part.begin(with: response(from: url, range: nil), isContinued: isContinued)
    }

    /// The first response that is no redirect.
    private func response(from url: MediaURL, range: PartFile.Resumption?) async throws(ServiceError) -> MediaAnswer {
        var url = url
        var status = 0
        for _ in 0...Self.maxRedirects {
            var request = HTTPClientRequest(url: url.text)
            request.headers.add(name: "Accept", value: "*/*")
            // Ranges count bytes as they travel, so they must travel as they are.
            request.headers.add(name: "Accept-Encoding", value: "identity")
            request.headers.add(name: "User-Agent", value: transport.options.userAgent)
            if let range {
                request.headers.add(name: "Range", value: "bytes=\(range.offset)-")
                request.headers.add(name: "If-Range", value: range.note.entityTag)
            }
            let response = try await transport.response(to: request, timeout: Self.headTimeout, host: url.host)
            status = Int(response.status.code)
            switch status {
            case 301, 302, 303, 307, 308:
                guard let location = response.headers.first(name: "Location") else {
                    throw ServiceError(
                        .unreadableAnswer,
                        "`\(url.host)` redirects to nowhere",
                        httpStatus: status
                    )
                }
                url = try url.redirected(to: location)
            case 200, 206, 416:
                return MediaAnswer(response: response, host: url.host)
            default:
                throw try await refusal(response, host: url.host)
            }
        }
        throw ServiceError(
            .unreadableAnswer,
            "`\(url.host)` redirects more than \(Self.maxRedirects) times",
            httpStatus: status
        )
    }

    private func refusal(_ response: HTTPClientResponse, host: String) async throws(ServiceError) -> ServiceError {
        let deadline = ContinuousClock.now + transport.options.requestTimeout
        let answer = Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: try await transport.body(of: response, deadline: deadline, host: host)
        )
        return ServiceError(mediaRefusal: answer, host: host)
    }
}
