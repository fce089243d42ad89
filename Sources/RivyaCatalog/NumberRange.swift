import RivyaSyntax

/// What a number parameter allows. A step counts from the minimum, or from 0 where there is none.
struct NumberRange {
    var minimum: Number?
    var maximum: Number?
    /// Above 0.
    var step: Number?

    func contains(_ number: Number) -> Bool {
        if let minimum, number < minimum { return false }
        if let maximum, number > maximum { return false }
        return isOnStep(number)
    }

    /// The allowed value next to a number, the lower one of two; nil where all is allowed.
    func nearest(to number: Number) -> Number? {
        var bounded = number
        if let minimum, bounded < minimum { bounded = minimum }
        if let maximum, bounded > maximum { bounded = maximum }
        guard let step, !isOnStep(bounded) else { return bounded }
        let origin = minimum ?? Number(0)
        guard
            let offset = bounded.subtracting(origin),
            var rest = offset.remainder(dividingBy: step)
        else { return nil }
        if rest < Number(0) {
            guard let positive = rest.adding(step) else { return nil }
            rest = positive
        }
        guard let lower = bounded.subtracting(rest), let upper = lower.adding(step) else { return nil }
        if let maximum, upper > maximum { return lower }
        guard let toUpper = upper.subtracting(bounded) else { return lower }
        return toUpper < rest ? upper : lower
    }

    /// `0 to 1 in steps of 0.05`; nil where all is allowed.
    var text: String? {
        var parts: [String] = []
        switch (minimum, maximum) {
        case (let minimum?, let maximum?): parts.append("\(minimum.description) to \(maximum.description)")
        case (let minimum?, nil): parts.append("\(minimum.description) or more")
        case (nil, let maximum?): parts.append("\(maximum.description) or less")
        case (nil, nil): break
        }
        if let step { parts.append("in steps of \(step.description)") }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// True also where the distance is too large to tell: the service then decides.
    private func isOnStep(_ number: Number) -> Bool {
        guard
            let step,
            let offset = number.subtracting(minimum ?? Number(0)),
            let rest = offset.remainder(dividingBy: step)
        else { return true }
        return rest.isZero
    }
}
