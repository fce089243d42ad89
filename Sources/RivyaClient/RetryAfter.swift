import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The `Retry-After` header: seconds, or a date (RFC 9110, 10.2.3).
enum RetryAfter {
    /// Longer waits are cut, so that no header can make a duration overflow.
    private static let longest = 7 * 86_400

    static func delay(in headers: HTTPHeaders) -> Duration? {
        guard let text = headers.first(name: "Retry-After") else { return nil }
        let digits = text.utf8.drop(while: { $0 == 0x20 })
        if !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) {
            // A number too large for Int is a long wait all the same.
            return .seconds(min(Int(Substring(digits)) ?? longest, longest))
        }
        guard let date = HTTPDate.seconds(text) else { return nil }
        // Measured on the server's clock where it shows, so that a wrong local clock does not matter.
        let now = headers.first(name: "Date").flatMap(HTTPDate.seconds) ?? Int(Date().timeIntervalSince1970)
        return .seconds(min(max(date - now, 0), longest))
    }
}

/// Dates as HTTP writes them today: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970; nil for any other form.
    static func seconds(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT" || words[5] == "UTC" else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]),
            time.count == 3, (1...31).contains(day), (1970...9999).contains(year),
            (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return days(year: year, month: month + 1, day: day) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    /// Days since 1970-01-01 in the Gregorian calendar, with years that begin in March.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
