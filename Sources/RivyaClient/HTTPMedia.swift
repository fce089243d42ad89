import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RivyaCatalog
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
    /// nil for one on this machine.
    private let service: BaseURL?

    /// - Parameters:
    ///   - service: whose results these are: they may come from as near as it is. nil for one on this machine.
    ///   - key: is taken out of everything that a host says, and never sent.
    package init(transport: Transport, service: BaseURL? = nil, hiding key: APIKey? = nil) {
        self.transport = transport.hiding(key)
        self.service = service
    }

    package func download(
        url: String, to partPath: String, isContinued: Bool
    ) async throws(ServiceError) -> Download {
        do throws(ServiceError) {
            let url = try Self.url(url)
            let part = PartFile(path: partPath, maxBytes: transport.options.maxMediaBytes)
            if isContinued, let range = try await part.resumption() {
                let answer = try await response(from: url, range: range)
                if let download = try await part.resume(with: answer, after: range) { return download }
                // What is there is part of something else by now: begin anew.
            }
            return try await part.begin(with: response(from: url, range: nil), isContinued: isContinued)
        } catch {
            throw error.shown
        }
    }

    package func cleaned(_ text: String) -> String { transport.door.clean(text) }

    private static func url(_ text: String) throws(ServiceError) -> WebURL {
        do throws(WebURL.Problem) {
            return try WebURL(text)
        } catch {
            throw ServiceError(
                .local, "`\(Door.shown(text, longest: 200))` is no URL that media can be fetched from: \(error.reason)")
        }
    }

    /// The first response that is no redirect.
    private func response(from first: WebURL, range: PartFile.Resumption?) async throws(ServiceError) -> MediaAnswer {
        var url = first
        var status = 0
        var reach = try await reach()
        transport.mediaReach.set(reach)
        for _ in 0...Self.maxRedirects {
            reach = reach.behind(try await scope(of: url, reach))
            var request = HTTPClientRequest(url: url.text)
            request.headers.add(name: "Accept", value: "*/*")
            // Ranges count bytes as they travel, so they must travel as they are.
            request.headers.add(name: "Accept-Encoding", value: "identity")
            request.headers.add(name: "User-Agent", value: transport.options.userAgent)
            if let range {
                request.headers.add(name: "Range", value: "bytes=\(range.offset)-")
                request.headers.add(name: "If-Range", value: range.note.entityTag)
            }
            let response = try await transport.response(
                to: request, at: url, for: .media, timeout: Self.headTimeout)
            status = Int(response.status.code)
            switch status {
            case 301, 302, 303, 307, 308:
                guard let location = response.headers.first(name: "Location") else {
                    throw ServiceError(
                        .unreadableAnswer,
                        "`\(url.hostText)` redirects to nowhere",
                        httpStatus: status
                    )
                }
                url = try redirected(url, to: location)
            case 200, 206, 416:
                return MediaAnswer(response: response, host: url.hostText)
            default:
                throw try await refusal(response, host: url.hostText)
            }
        }
        throw ServiceError(
            .unreadableAnswer,
            "`\(url.hostText)` redirects more than \(Self.maxRedirects) times",
            httpStatus: status
        )
    }

    // MARK: - Whence

    /// How near the service is.
    private func reach() async throws(ServiceError) -> MediaReach {
        guard let url = service?.url else { return .machine }
        switch url.host {
        case .address(let address): return MediaReach(besideServiceIn: address.scope)
        case .name(let name) where Loopback.contains(host: name): return .machine
        // The proxy knows where that is.
        case .name where transport.isProxied(url): return .internet
        case .name(let name):
            // Where it cannot be found now, nothing is as near as it.
            guard let addresses = try? await transport.lookup.addresses(of: name) else { return .internet }
            let scopes = Set(addresses.map(\.scope))
            return scopes.count == 1 ? MediaReach(besideServiceIn: scopes.first ?? .internet) : .internet
        }
    }

    /// Where the addresses of a host are, all of which must be allowed.
    private func scope(of url: WebURL, _ reach: MediaReach) async throws(ServiceError) -> NetworkAddress.Scope {
        guard url.scheme == .https || Loopback.contains(host: url.hostText) else {
            throw ServiceError(
                .local, "`\(Door.shown(url.text, longest: 200))` is not fetched: plain `http` is only for this machine")
        }
        let scope: NetworkAddress.Scope
        switch url.host {
        case .address(let address):
            try reach.check(address, of: url.hostText)
            scope = address.scope
        case .name(let name) where Loopback.contains(host: name):
            guard reach.includes(.machine) else {
                throw ServiceError(
                    .local, "`\(name)` is this machine: nothing is fetched from there for a service elsewhere")
            }
            scope = .machine
        case .name where transport.isProxied(url):
            scope = .internet
        case .name(let name):
            let addresses = try await transport.lookup.addresses(of: name)
            for address in addresses { try reach.check(address, of: name) }
            scope = addresses.contains { $0.scope == .internet } ? .internet : addresses.first?.scope ?? .internet
        }
        return scope
    }

    private func redirected(_ url: WebURL, to location: String) throws(ServiceError) -> WebURL {
        do throws(WebURL.Problem) {
            return try url.resolving(location)
        } catch {
            throw ServiceError(
                .local,
                "`\(url.hostText)` redirects to `\(Door.shown(location, longest: 200))`, where nothing can be fetched: "
                    + error.reason)
        }
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
