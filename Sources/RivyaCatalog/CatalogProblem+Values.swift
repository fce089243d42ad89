import RivyaSyntax

/// The wording of what is wrong with a value.
extension CatalogProblem {
    /// As many options as a label shows; longer lists are cut to it.
    private static let shownOptions = 12

    static let dialogueHelp = #"write it as `dialogue=[{voice: Adam, text: "Hello."}]`"#

    static func notAnOption(
        _ text: String,
        of parameter: Parameter,
        options: [String],
        model: String
    ) -> CatalogProblem {
        let help: String?
        if !VisibleText.isThere(in: text) {
            help = blankHelp(parameter.key)
        } else if let nearest = nearestOption(to: text, among: options) {
            help = "the nearest option is `\(nearest)`"
        } else if options.count > shownOptions {
            help = "its options are \(list(options, atMost: 60))"
        } else {
            help = nil
        }
        return CatalogProblem(
            .valueNotAllowed,
            "`\(parameter.key)` cannot be \(VisibleText.isThere(in: text) ? quoted(text) : "empty") for `\(model)`",
            label: "allowed: \(list(options, atMost: shownOptions))",
            help: help
        )
    }

    static func outOfRange(
        _ number: Number,
        of parameter: Parameter,
        range: NumberRange,
        model: String
    ) -> CatalogProblem {
        CatalogProblem(
            .numberOutOfRange,
            "`\(parameter.key)` cannot be \(quoted(number.description)) for `\(model)`",
            label: range.text.map { "allowed: \($0)" },
            help: range.nearest(to: number).map { "the nearest allowed value is `\($0.description)`" }
        )
    }

    static func notANumber(
        _ value: ArgumentValue,
        _ parameter: Parameter,
        range: NumberRange,
        model: String
    ) -> CatalogProblem {
        var example = range.nearest(to: range.minimum ?? Number(0)) ?? Number(0)
        if case .number(let number)? = parameter.defaultValue { example = number }
        return wrongType(
            of: parameter, value, model: model, expected: "a number",
            label: range.text.map { "allowed: \($0)" },
            help: isBlank(value)
                ? blankHelp(parameter.key) : "write a number, as in `\(parameter.key)=\(example.description)`"
        )
    }

    static func wrongType(
        of parameter: Parameter,
        _ value: ArgumentValue,
        model: String,
        expected: String,
        label: String? = nil,
        help: String? = nil
    ) -> CatalogProblem {
        let given = value.scalarText.map(quoted) ?? value.typeWithArticle
        return CatalogProblem(
            .wrongValueType,
            "`\(parameter.key)` of `\(model)` takes \(expected), not \(given)",
            label: label ?? optionsLabel(of: parameter) ?? "expected \(expected)",
            help: help
        )
    }

    private static func isBlank(_ value: ArgumentValue) -> Bool {
        value.scalarText.map { !VisibleText.isThere(in: $0) } ?? false
    }

    /// An empty cell of a table is text, and no value.
    private static func blankHelp(_ key: String) -> String {
        "`\(key)=blank(...)` leaves the parameter out where the text is empty"
    }

    static func badLine(
        _ index: Int,
        of parameter: Parameter,
        _ fault: String,
        help: String? = nil
    ) -> CatalogProblem {
        CatalogProblem(
            .wrongValueType,
            "line \(index + 1) of `\(parameter.key)` \(fault)",
            label: "each line is a record of `voice` and `text`",
            help: help ?? dialogueHelp
        )
    }

    private static func optionsLabel(of parameter: Parameter) -> String? {
        guard case .select(let options) = parameter.kind else { return nil }
        return "allowed: \(list(options, atMost: shownOptions))"
    }

    /// `a, b, c`; a longer list ends in `… (25 in all)`.
    static func list(_ items: [String], atMost limit: Int) -> String {
        // Leaving out one or two would take as much room as naming them.
        guard items.count > limit + 2 else { return items.joined(separator: ", ") }
        return items.prefix(limit).joined(separator: ", ") + ", … (\(items.count) in all)"
    }

    /// In backticks, on one line, and not longer than a line can bear.
    static func quoted(_ text: String) -> String {
        let limit = 40
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            shown.append(scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : scalar)
        }
        let isCut = text.unicodeScalars.count > limit
        return "`\(String(shown))\(isCut ? "…" : "")`"
    }

    // MARK: Nearest options

    /// The option that was probably meant: the nearest by value where both are numbers or ratios, else by spelling.
    static func nearestOption(to text: String, among options: [String]) -> String? {
        guard let wanted = Magnitude(text) else { return Suggestion.nearest(to: text, among: options) }
        var best: (option: String, distance: Number)?
        for option in options {
            guard
                let magnitude = Magnitude(option), magnitude.isRatio == wanted.isRatio,
                let difference = magnitude.value.subtracting(wanted.value)
            else { continue }
            let distance = difference < Number(0) ? Number(0).subtracting(difference) ?? difference : difference
            if best.map({ distance < $0.distance }) ?? true { best = (option, distance) }
        }
        return best?.option ?? Suggestion.nearest(to: text, among: options)
    }

    /// The size of an option that is a number (`10`) or a ratio (`16:9`).
    private struct Magnitude {
        var value: Number
        var isRatio: Bool

        init?(_ text: String) {
            if let number = Number(text) {
                (value, isRatio) = (number, false)
                return
            }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard
                parts.count == 2,
                let width = Number(String(parts[0])), let height = Number(String(parts[1])),
                width > Number(0), height > Number(0),
                let ratio = width.divided(by: height)
            else { return nil }
            (value, isRatio) = (ratio, true)
        }
    }
}
