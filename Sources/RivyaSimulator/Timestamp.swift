/// Moments as the service writes them.
enum Timestamp {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// As in the `Date` of an answer: `Mon, 11 May 2026 00:00:00 GMT`.
    /// - Parameter milliseconds: since 1970-01-01.
    static func header(milliseconds: Int) -> String {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let (year, month, day) = date(days: days)
        let weekday = weekdays[days - days.floorDivided(by: 7) * 7]
        return "\(weekday), \(padded(day, 2)) \(months[month - 1]) \(padded(year, 4)) "
            + "\(time(milliseconds - days * 86_400_000)) GMT"
    }

    /// ISO 8601 in UTC with milliseconds, as in `2026-05-11T00:00:00.000Z`.
    /// - Parameter milliseconds: since 1970-01-01.
    static func text(milliseconds: Int) -> String {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let (year, month, day) = date(days: days)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
            + "\(time(rest)).\(padded(rest % 1000, 3))Z"
    }

    /// - Parameter rest: milliseconds of a day.
    private static func time(_ rest: Int) -> String {
        "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2))"
    }

    /// The Gregorian date of a day, counted from 1970-01-01. Years begin in March here, so that the leap day is the
    /// last of its year and months have a regular pattern.
    private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
