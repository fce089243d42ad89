import Foundation
import NIOHTTP1
import RivyaCatalog
import RivyaRuns
import RivyaSyntax

@testable import RivyaClient

private let secret = "rvya_sk_Ab3/x+Q9zz"
private let door = Door(key: try? APIKey(secret))

/// One input of the fuzzer, as an answer of a service: a status line, headers, an empty line and a body, with `KEY`
/// where the key is sent back. Nothing that reads it may trap or hang, and nothing of it may hold the key.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: data, count: count))
    let answer = answer(in: input)
    for (_, value) in answer.headers { readValue(value) }
    readHeaders(answer.headers)
    readBody(answer)
    return 0
}

/// With the key where the input says `KEY`, through the door.
private func answer(in input: [UInt8]) -> Answer {
    let key = Array("KEY".utf8)
    var bytes: [UInt8] = []
    var place = 0
    while place < input.count {
        if input[place...].starts(with: key) {
            bytes += secret.utf8
            place += key.count
        } else {
            bytes.append(input[place])
            place += 1
        }
    }
    let end = bytes.firstRange(of: [0x0A, 0x0A]) ?? bytes.count..<bytes.count
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\n")
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        headers.add(name: String(parts[0]), value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
    }
    return Answer(
        status: Int(lines.first ?? "") ?? 200, headers: door.clean(headers),
        body: door.clean(Array(bytes[end.upperBound...])))
}

private func readBody(_ answer: Answer) {
    expectNoKey(String(decoding: answer.body, as: UTF8.self))
    let error = ServiceError(refusal: answer, host: "host", key: nil).shown
    expectShown(error.message)
    var plan = RetryPlan(.keyedCreate)
    if case .retry(let wait) = plan.decide(after: error, isStranger: false, jitter: 0.999) {
        precondition(wait >= .zero && wait <= .seconds(400), "a wait of \(wait)")
    }
    var bucket = RateBucket(rate: 1, now: .seconds(1))
    bucket.throttled(retryAfter: error.retryAfter, now: .seconds(1))
    precondition(bucket.pause(now: .seconds(1)) <= .seconds(300), "a pause without an end")
    _ = answer.isReplay
    _ = try? CatalogReview.catalog(in: answer.body)
    guard let json = try? JSONValue(parsing: answer.body) else { return }
    if let task = TaskReport(json)?.shown {
        expectShown(task.failure?.message ?? "")
        expectShown(task.status.text)
        for url in task.urls { readURL(url) }
    }
    if let file = UploadedFile(json) { readURL(file.url) }
}

private func readHeaders(_ headers: HTTPHeaders) {
    if let wait = RetryAfter.delay(in: headers) { precondition(wait >= .zero, "a wait in the past") }
    if let range = headers.first(name: "Content-Range").flatMap(ContentRange.init) {
        precondition(range.start >= 0 && range.start < range.length, "a part of nothing")
    }
    let variables = Dictionary(headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let settings = NetworkSettings(environment: variables)
    for variable in settings.shown { precondition(!variable.value.contains(":PASSWORD@"), "a password is shown") }
    if let url = headers.first(name: "Location").flatMap({ try? WebURL($0) }) { _ = settings.isDirect(url) }
}

/// A header's value as everything that a value can be.
private func readValue(_ text: String) {
    expectNoKey(text)
    readURL(text)
    _ = HTTPDate.seconds(text)
    _ = NetworkAddress(looseIPv4: text)
    if let address = NetworkAddress(text) {
        precondition(NetworkAddress(address.text) == address, "another address: \(address.text)")
        _ = address.scope
    }
    if let base = try? BaseURL(text) {
        precondition((try? BaseURL(base.identity))?.identity == base.identity, "another account: \(base.identity)")
    }
    _ = try? NetworkProxy(text, variable: "HTTPS_PROXY").shown
}

/// What is taken for an address is one to every parser, and the same one.
private func readURL(_ text: String) {
    guard let url = try? WebURL(text) else { return }
    precondition((try? WebURL(url.text)) == url, "read twice, another address: \(url.text)")
    guard let other = URL(string: url.text), let host = other.host() else { fatalError("no URL: \(url.text)") }
    precondition(other.scheme == url.scheme.rawValue, "another scheme: \(url.text)")
    precondition((other.port ?? url.scheme.defaultPort) == url.port, "another port: \(url.text)")
    let plain = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    precondition(
        plain == url.hostText.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), "another host: \(url.text)")
    precondition(url.text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "no request line: \(url.text)")
    guard let base = try? WebURL("https://base.example/a/b?c") else { fatalError("this is an address") }
    if let target = try? base.resolving(text) { precondition((try? WebURL(target.text)) == target, "another target") }
    _ = try? url.resolving(String(text.reversed()))
}

private func expectNoKey(_ text: String) {
    precondition(!text.lowercased().contains(secret.lowercased()), "the key came through the door")
}

private func expectShown(_ text: String) {
    precondition(text.unicodeScalars.count <= Door.longest, "a message without an end")
    precondition(text.unicodeScalars.allSatisfy { TerminalText.shown($0) == $0 }, "a message that moves the cursor")
}
