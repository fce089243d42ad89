import Foundation
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// What is recorded of jobs, as text for people. Only what was observed is a number.
enum RecordText {
    /// Local time, to the second: `2026-11-21 08:57:03`.
    static func time(_ seconds: Double) -> String { formatted(bounded(seconds), "%Y-%m-%d %H:%M:%S", localtime_r) }

    /// UTC with milliseconds, for programs: `2026-11-21T07:57:03.250Z`.
    static func timestamp(_ seconds: Double) -> String {
        let seconds = bounded(seconds)
        let milliseconds = Int(((seconds - seconds.rounded(.down)) * 1000).rounded(.down))
        let fraction = String(1000 + min(999, milliseconds)).dropFirst()
        return formatted(seconds, "%Y-%m-%dT%H:%M:%S", gmtime_r) + ".\(fraction)Z"
    }

    /// A ledger may hold any number; a year has four digits.
    private static func bounded(_ seconds: Double) -> Double {
        seconds.isFinite ? min(max(seconds, 0), 253_402_300_799) : 0
    }

    private static func formatted(
        _ seconds: Double, _ format: String,
        _ parts: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
    ) -> String {
        var time = time_t(seconds.rounded(.down))
        var fields = tm()
        _ = parts(&time, &fields)
        var buffer = [CChar](repeating: 0, count: 40)
        let count = strftime(&buffer, buffer.count, format, &fields)
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// `0.4 s`, `83 s`, `12 min 5 s`.
    static func duration(_ seconds: Double) -> String {
        let seconds = bounded(seconds)
        if seconds < 10 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 120 { return "\(whole) s" }
        let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
        if minutes < 120 { return rest == 0 ? "\(minutes) min" : "\(minutes) min \(rest) s" }
        return "\(minutes / 60) h \(minutes % 60) min"
    }

    static func status(_ job: RecordedJob) -> StyledText {
        let text = job.statusText
        switch job.status {
        case .succeeded?, .cached?: return StyledText(text, .green)
        case .skipped?, .cancelled?, .interrupted?, .unsaved?: return StyledText(text, .yellow)
        case nil: return StyledText(text, .cyan)
        default: return StyledText(text, .red)
        }
    }

    /// The number that goes with `chargeWord`.
    static func credits(_ sums: ChargeSums) -> String {
        if let taken = sums.taken { return taken.description }
        if sums.unknown > 0 { return "?" }
        return (sums.charged + sums.reserved).description
    }

    /// In what sense the credits of a job are known.
    static func chargeWord(_ charge: Charge) -> StyledText {
        switch charge {
        case .notCharged: StyledText("not charged", .dim)
        case .reserved: StyledText("reserved", .yellow)
        case .charged: StyledText("charged")
        case .refunded: StyledText("refunded", .green)
        case .unknown: StyledText("unknown", .yellow)
        }
    }

    /// A charge as part of a sentence: `35 credits charged`.
    static func charge(_ charge: Charge) -> String {
        switch charge {
        case .notCharged: "nothing was charged"
        case .reserved(let credits): "\(counted(credits, "credit")) reserved, nothing final was seen"
        case .charged(let credits): "\(counted(credits, "credit")) charged"
        case .refunded(let credits): "\(counted(credits, "credit")) reserved and given back"
        case .unknown: "the charge is unknown"
        }
    }

    /// A charge as it was seen at one moment, after which others may come.
    static func step(_ charge: Charge) -> String {
        switch charge {
        case .reserved(let credits): "\(counted(credits, "credit")) reserved"
        default: self.charge(charge)
        }
    }

    /// `220 credits charged, 55 reserved, 1 charge unknown`.
    static func sums(_ sums: ChargeSums) -> StyledText {
        var text = StyledText("\(counted(sums.charged, "credit")) charged")
        if !sums.reserved.isZero { text += StyledText(", \(sums.reserved) reserved", .yellow) }
        if !sums.refunded.isZero { text += StyledText(", \(sums.refunded) refunded") }
        if sums.unknown > 0 { text += StyledText(", \(counted(sums.unknown, "charge")) unknown", .yellow) }
        return text
    }

    /// `subject=fox style=noir`
    static func axes(_ axes: [Axis]) -> String {
        TerminalText.safe(axes.map { "\($0.name)=\($0.value.plainText)" }.joined(separator: " "))
    }
}

extension GenLine {
    /// The statement that makes a job's request again.
    ///
    /// - Parameter isExact: the model takes parameters of an unknown shape, whose types must stay.
    init?(_ job: RecordedJob, isExact: Bool, pathOfResult: (CellKey) -> String?) {
        guard let request = job.request else { return nil }
        self.init(model: request.model, prompt: request.prompt)
        parameters = request.parameters
        references = request.references.map { reference in
            switch reference.content {
            case .file(let sha256): reference.path ?? "sha256:\(sha256)"
            case .url(let url): url
            case .cell(let key): pathOfResult(key) ?? "cell:\(key)"
            }
        }
        name = job.label.name
        tags = job.label.tags
        quotesNumbers = isExact
    }
}
