package import RivyaCatalog
package import RivyaSyntax

/// The settings of a program (`Documentation/Language.md`, "Settings").
package enum Setting: String, Sendable, CaseIterable {
    case budget, concurrency, rate, poll, output, onError = "on_error", retries, timeout

    package var summary: String {
        switch self {
        case .budget: "credits that the run may reserve at most"
        case .concurrency: "jobs in flight at most"
        case .rate: "requests per second at most, over all endpoints; `none` for no limit"
        case .poll: "time between two status requests for one job; half of it when the result is due"
        case .output: "template for result files"
        case .onError: "`continue` or `stop` after a failed job"
        case .retries: "further tries for a job that the service reports failed"
        case .timeout: "longest wait for one job"
        }
    }

    package var defaultText: String {
        switch self {
        case .budget: "none"
        case .concurrency: "8"
        case .rate: "10"
        case .poll: "5s"
        case .output: "rivya-out/{run}/{index}-{name}.{ext}"
        case .onError: "continue"
        case .retries: "0"
        case .timeout: "60m"
        }
    }

    /// The default of simulated runs, where it is another.
    package var simulatedDefaultText: String? { self == .poll ? "0.2s" : nil }
}

/// What a script or a command line says about its settings; nil where it says nothing.
package struct ProgramSettings: Sendable {
    package enum OnError: String, Sendable {
        case `continue`, stop
    }

    package enum Rate: Sendable, Hashable {
        case unlimited
        case perSecond(Number)
    }

    package var budget: Number?
    package var concurrency: Int?
    package var rate: Rate?
    package var poll: Duration?
    package var output: OutputTemplate?
    package var onError: OnError?
    package var retries: Int?
    package var timeout: Duration?

    package init() {}

    /// Sets one setting from a value as a script gives it.
    package mutating func set(_ setting: Setting, to value: Value) throws(CatalogProblem) {
        switch setting {
        case .budget:
            if case .string("none") = value {
                budget = nil
                return
            }
            guard case .number(let number) = value, !number.isNegative else {
                throw problem(setting, value, "a number of credits")
            }
            budget = number
        case .concurrency:
            concurrency = try whole(setting, value, from: 1, "a whole number from 1")
        case .retries:
            retries = try whole(setting, value, from: 0, "a whole number from 0")
        case .rate:
            if case .string("none") = value {
                rate = .unlimited
                return
            }
            guard case .number(let number) = value, !number.isNegative, !number.isZero else {
                throw problem(setting, value, "a number above 0, or `none`")
            }
            rate = .perSecond(number)
        case .poll:
            poll = try duration(setting, value)
        case .timeout:
            timeout = try duration(setting, value)
        case .output:
            guard case .string(let text) = value else { throw problem(setting, value, "a template in text") }
            output = try OutputTemplate(text)
        case .onError:
            guard case .string(let text) = value, let choice = OnError(rawValue: text) else {
                throw CatalogProblem(
                    .badSetting, "`on_error` cannot be `\(value.brief)`", label: "allowed: continue, stop",
                    help: "write `set on_error continue` or `set on_error stop`")
            }
            onError = choice
        }
    }

    private func whole(
        _ setting: Setting, _ value: Value, from minimum: Int, _ expected: String
    ) throws(CatalogProblem) -> Int {
        guard case .number(.whole(let number)) = value, number >= minimum else {
            throw problem(setting, value, expected)
        }
        return number
    }

    private func duration(_ setting: Setting, _ value: Value) throws(CatalogProblem) -> Duration {
        guard case .string(let text) = value, let duration = Duration(scriptText: text) else {
            throw problem(setting, value, "a duration such as `500ms`, `5s`, `10m` or `2h`")
        }
        return duration
    }

    private func problem(_ setting: Setting, _ value: Value, _ expected: String) -> CatalogProblem {
        CatalogProblem(
            .badSetting, "`\(setting.rawValue)` cannot be `\(value.brief)`", label: "expected \(expected)",
            help: "`\(setting.rawValue)` is: \(setting.summary)")
    }
}

extension Duration {
    /// A number directly followed by `ms`, `s`, `m` or `h`; nil for anything else.
    package init?(scriptText text: String) {
        let units: [(suffix: String, milliseconds: Int)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for unit in units where text.utf8.count > unit.suffix.utf8.count && text.hasSuffix(unit.suffix) {
            let digits = String(text.dropLast(unit.suffix.count))
            guard let number = Number(digits) else { continue }
            guard !number.isNegative, let scaled = number.multiplied(by: .whole(unit.milliseconds)),
                let rounded = scaled.rounded(toDigits: 0, .halfEven)?.int, rounded < 1 << 50
            else { return nil }
            self = .milliseconds(rounded)
            return
        }
        return nil
    }
}
