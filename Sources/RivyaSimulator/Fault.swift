/// Something that goes wrong with some requests.
///
/// As text, for command lines: `ROUTE:KIND[=ARGUMENT]@PROBABILITY[/FROM..TO]`, as in `create:lost@0.05`,
/// `any:http=502@0.1`, `status:rate-limited=2@0.2`, `media:slow=1.5@0.1` or, for an outage from the 5th to the 8th
/// second after the first request, `any:html=503@1/5..8`. Routes are those of `Route` or `any`; kinds are `http`,
/// `html` (both with a status, 500 without), `rate-limited` (with seconds for `Retry-After`, which is left out
/// without), `drop`, `reset`, `lost`, `truncated`, `slow` (with seconds, 3 without),
/// `refused` (with a status, 402 without), `conflict`, `late`, `expired`, `spoiled` (with a word of `Spoilage`, `noise`
/// without), `cut` and `encoded`.
package struct Fault: Sendable, Hashable {
    package enum Route: String, Sendable, Hashable, CaseIterable {
        case models
        case create
        case status
        case upload
        case file
        case credits
        case media
    }

    package enum Kind: Sendable, Hashable {
        /// An error object with the code `internal_error`; no effect.
        case http(status: Int)
        /// An HTML page, as a proxy would answer; no effect.
        case html(status: Int)
        /// `rate_limited`; no effect.
        case rateLimited(retryAfter: Duration?)
        /// The connection closes without an answer and without an effect.
        case drop
        /// The connection is reset without an effect.
        case reset
        /// The effect happens, the answer is lost.
        case lost
        /// The effect happens, the body ends early.
        case truncated
        /// The effect happens, the body takes that long.
        case slow(Duration)
        /// A create whose key stands for a task already is refused, as by a service that looks at the request before it
        /// looks at the key.
        case refused(status: Int)
        /// A create whose key stands for a task already is told that the first request is still being worked on.
        case conflict
        /// A task that succeeded does not name its results yet.
        case late
        /// A result's URL has expired, and says so with status 400 and an XML document.
        case expired
        /// Something else comes as the result.
        case spoiled(Spoilage)
        /// Only half of a result comes, and a length that fits it.
        case cut
        /// A result comes compressed, though nobody asked for it.
        case encoded
    }

    /// What comes in the place of a result, with status 200.
    package enum Spoilage: String, Sendable, Hashable, CaseIterable {
        case json
        case page
        case zip
        /// Bytes by chance, which say that they are the result.
        case noise
    }

    /// nil for all of them.
    package var route: Route?
    package var kind: Kind
    /// Of 1.
    package var probability: Double
    /// Since the simulator's first request; nil for always.
    package var window: Range<Duration>?

    package init(_ kind: Kind, route: Route? = nil, probability: Double = 1, window: Range<Duration>? = nil) {
        self.route = route
        self.kind = kind
        self.probability = probability
        self.window = window
    }
}

extension Fault {
    /// nil for what is not of the form above.
    package init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let what = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let when = halves[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard
            what.count == 2, let kind = Kind(what[1]), let probability = Double(when[0]),
            (0...1).contains(probability)
        else { return nil }
        let route = Route(rawValue: String(what[0]))
        guard route != nil || what[0] == "any" else { return nil }
        var window: Range<Duration>?
        if when.count == 2 {
            let bounds = when[1].split(separator: "..", omittingEmptySubsequences: false).map { Double($0) }
            guard bounds.count == 2, let from = bounds[0], let to = bounds[1], from >= 0, from < to else { return nil }
            window = .seconds(from) ..< .seconds(to)
        }
        self.init(kind, route: route, probability: probability, window: window)
    }
}

extension Fault.Kind {
    fileprivate init?(_ text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts[0] == "spoiled" {
            guard let spoilage = Fault.Spoilage(rawValue: parts.count == 2 ? String(parts[1]) : "noise") else {
                return nil
            }
            self = .spoiled(spoilage)
            return
        }
        let argument = parts.count == 2 ? Double(parts[1]) : nil
        guard parts.count == 1 || argument.map({ $0 >= 0 && $0.isFinite }) == true else { return nil }
        let status = argument ?? 500
        switch parts[0] {
        case "http" where (400..<600).contains(status): self = .http(status: Int(status))
        case "html" where (400..<600).contains(status): self = .html(status: Int(status))
        case "rate-limited": self = .rateLimited(retryAfter: argument.map { .seconds($0) })
        case "drop" where argument == nil: self = .drop
        case "reset" where argument == nil: self = .reset
        case "lost" where argument == nil: self = .lost
        case "truncated" where argument == nil: self = .truncated
        case "refused" where (400..<500).contains(argument ?? 402): self = .refused(status: Int(argument ?? 402))
        case "conflict" where argument == nil: self = .conflict
        case "late" where argument == nil: self = .late
        case "expired" where argument == nil: self = .expired
        case "cut" where argument == nil: self = .cut
        case "encoded" where argument == nil: self = .encoded
        case "slow": self = .slow(.seconds(argument ?? 3))
        default: return nil
        }
    }
}
