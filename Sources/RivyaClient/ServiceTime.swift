import RivyaSyntax

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A moment in the service's words: an ISO 8601 text (`Documentation/Service.md`, "Tasks"), or a number of seconds or
/// milliseconds since 1970.
enum ServiceTime {
    private static let plausible = 946_684_800.0...4_102_444_800.0

    /// Seconds since 1970; nil for what is no time between 2000 and 2100.
    static func seconds(_ json: JSONValue) -> Double? {
        let seconds: Double?
        switch json {
        case .string(let text): seconds = parsed(text) ?? Double(text).map(scaled)
        case .number(let number): seconds = Double(number.description).map(scaled)
        default: seconds = nil
        }
        return seconds.flatMap { plausible.contains($0) ? $0 : nil }
    }

    private static func scaled(_ number: Double) -> Double { number > plausible.upperBound ? number / 1000 : number }

    private static func parsed(_ text: String) -> Double? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        return (try? style.parse(text))?.timeIntervalSince1970
    }
}
