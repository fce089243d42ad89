import RivyaSyntax

extension Builtin {
    static let numbers: [Builtin] = [
        Builtin("abs", .numbers, ["x"], "the number without its sign", example: "abs(-2.5)", gives: "2.5") {
            (call) throws(BuiltinFailure) in
            .number(try call.number(0).magnitude)
        },
        Builtin(
            "round", .numbers, ["x", "digits"], required: 1, signature: "round(x, digits=0)",
            "the nearest number with so many digits after the point; ties go away from zero",
            example: "round(2.345, 2)", gives: "2.35"
        ) { (call) throws(BuiltinFailure) in
            let digits = call.has(1) ? try call.whole(1) : 0
            guard let result = try call.number(0).rounded(toDigits: digits, .halfAwayFromZero) else {
                throw BuiltinFailure(.numberTooLarge, "the result is too large")
            }
            return .number(result)
        },
        Builtin(
            "floor", .numbers, ["x"], "the largest whole number that is not above", example: "floor(2.7)", gives: "2"
        ) {
            (call) throws(BuiltinFailure) in
            try toWhole(call, .down)
        },
        Builtin(
            "ceil", .numbers, ["x"], "the smallest whole number that is not below", example: "ceil(2.1)", gives: "3"
        ) {
            (call) throws(BuiltinFailure) in
            try toWhole(call, .up)
        },
    ]

    private static func toWhole(_ call: BuiltinCall, _ rule: Number.Rounding) throws(BuiltinFailure) -> Value {
        guard let result = try call.number(0).rounded(toDigits: 0, rule) else {
            throw BuiltinFailure(.numberTooLarge, "the result is too large")
        }
        return .number(result)
    }
}
