import HTTPTypes
import RivyaGallery

/// Decides what a request may have before anything is looked up for it.
///
/// The server is on loopback, where every web page of the browser and every user of the machine can send requests to.
/// So the name in `Host` must be one of this machine; another site's page is refused by what the browser says of it;
/// and whoever cannot show the token of this server gets nothing at all. Writing takes more: the token in a header that
/// no form can set, and an `Origin` that is the server's own.
struct GalleryGate: Sendable {
    enum Passage: Equatable {
        /// The page, opened by the address that was printed.
        case page
        case asset(String)
        case data
        case events
        /// A path below the root, decoded once.
        case media(String)
        case judgment
    }

    struct Refusal: Error, Equatable {
        var status: Int
        /// Lower case, no period.
        var message: String
        /// The methods that the address takes, where it was another one.
        var allowed: String?
    }

    let token: AccessToken
    let port: Int

    static let tokenHeader = HTTPField.Name("X-Rivya-Token")!
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!

    /// Cookies know no ports: the name tells the servers of one machine apart.
    var cookieName: String { "rivya-\(port)" }

    func passage(for head: HTTPRequest) throws(Refusal) -> Passage {
        let authority = head.authority ?? ""
        guard LoopbackAuthority.accepts(authority) else {
            throw Refusal(status: 403, message: "this server answers to localhost, 127.0.0.1 and [::1] only")
        }
        if let site = head.headerFields[Self.fetchSite], site != "same-origin", site != "none" {
            throw Refusal(status: 403, message: "this server does not answer other sites")
        }
        guard let target = head.path, target.hasPrefix("/") else {
            throw Refusal(status: 400, message: "the address is not a path")
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? parts[1] : ""
        guard isKnown(head, query: query) else {
            throw Refusal(
                status: 403,
                message: "open the whole address that `rivya gallery --serve` printed: it holds the key to this server")
        }
        guard let path = Self.decoded(parts[0]) else {
            throw Refusal(status: 400, message: "the path cannot be read")
        }
        let passage = try Self.passage(path)
        let methods = passage == .judgment ? ["POST"] : ["GET", "HEAD"]
        guard methods.contains(head.method.rawValue) else {
            throw Refusal(
                status: 405, message: "this address takes \(methods.joined(separator: " and "))",
                allowed: methods.joined(separator: ", "))
        }
        if passage == .judgment { try checkWriting(head, authority) }
        return passage
    }

    private func isKnown(_ head: HTTPRequest, query: Substring) -> Bool {
        for pair in query.split(separator: "&") where pair.hasPrefix("token=") {
            if token.matches(pair.dropFirst("token=".count)) { return true }
        }
        for field in head.headerFields[values: .cookie] {
            for cookie in field.split(separator: ";") {
                let cookie = cookie.drop { $0 == " " }
                if cookie.hasPrefix(cookieName + "="), token.matches(cookie.dropFirst(cookieName.count + 1)) {
                    return true
                }
            }
        }
        return head.headerFields[Self.tokenHeader].map { token.matches($0) } ?? false
    }

    private func checkWriting(_ head: HTTPRequest, _ authority: String) throws(Refusal) {
        guard head.headerFields[.origin]?.lowercased() == "http://" + authority.lowercased() else {
            throw Refusal(status: 403, message: "only the gallery's own page may write")
        }
        guard let given = head.headerFields[Self.tokenHeader], token.matches(given) else {
            throw Refusal(status: 403, message: "writing takes the token in the header `X-Rivya-Token`")
        }
        let type = head.headerFields[.contentType]?.split(separator: ";").first?.lowercased()
        guard type == "application/json" else {
            throw Refusal(status: 415, message: "a judgment is `application/json`")
        }
    }

    private static func passage(_ path: String) throws(Refusal) -> Passage {
        switch path {
        case "/", "/index.html": return .page
        case "/" + GalleryAssets.dataName: return .data
        case "/events": return .events
        case "/judgments": return .judgment
        default:
            let name = String(path.dropFirst())
            if name.hasPrefix("media/") { return .media(name) }
            if GalleryAssets.files.contains(where: { $0.name == name }) { return .asset(name) }
            throw Refusal(status: 404, message: "there is nothing here")
        }
    }

    /// Percent-decoded, once; nil for what no address of this server has: a zero byte, a step up, a backslash, text
    /// that is no UTF-8.
    static func decoded(_ path: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = path.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let high = rest.popFirst().flatMap(hexadecimal),
                let low = rest.popFirst().flatMap(hexadecimal)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0), !bytes.contains(UInt8(ascii: "\\")),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let steps = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard !steps.contains("."), !steps.contains(".."), !steps.dropLast().contains("") else { return nil }
        return text
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
