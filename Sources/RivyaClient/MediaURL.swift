import RivyaRuns

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An address that media may be fetched from: `https`, or plain `http` on this machine.
struct MediaURL {
    let text: String
    let host: String
    private let url: URL

    init(_ text: String) throws(ServiceError) {
        try self.init(URL(string: text), text: text)
    }

    /// Where a redirect leads. A result elsewhere must not lead back to this machine: what listens here is nobody's
    /// business but the user's.
    func redirected(to location: String) throws(ServiceError) -> MediaURL {
        let target = try MediaURL(URL(string: location, relativeTo: url)?.absoluteURL, text: location)
        guard Loopback.contains(host: host) || !Loopback.contains(host: target.host) else {
            throw ServiceError(.local, "`\(host)` redirects to `\(target.host)`, which is this machine")
        }
        return target
    }

    private init(_ url: URL?, text: String) throws(ServiceError) {
        guard let url, let scheme = url.scheme?.lowercased(), let host = url.host(), !host.isEmpty else {
            throw ServiceError(.local, "`\(text)` is no URL that media can be fetched from")
        }
        guard scheme == "https" || scheme == "http" else {
            throw ServiceError(.local, "`\(text)` is not fetched: its scheme is neither `https` nor `http`")
        }
        guard scheme == "https" || Loopback.contains(host: host) else {
            throw ServiceError(.local, "`\(text)` is not fetched: plain `http` is only for this machine")
        }
        self.url = url
        self.host = host
        self.text = url.absoluteString
    }
}
