import RivyaSyntax

extension Builtin {
    static let numbers: [Builtin] = [
        Builtin("abs", .numbers, ["x"], "the number without its sign") { (call) throws(BuiltinFailure) in
            .number(try call.number(0).magnitude)
        },
        Builtin(
            "round", .numbers, ["x", "digits"], required: 1, signature: "round(x, digits=0)",
            "the nearest number with so many digits after the point; ties go away from zero"
        ) { (call) throws(BuiltinFailure) in
            let digits = call.has(1) ? try call.whole(1) : 0
            guard let result = try call.number(0).rounded(toDigits: digits, .halfAwayFromZero) else {
                throw BuiltinFailure(.numberTooLarge, "the result is too large")
            }
            return .number(result)
        },
        Builtin("floor", .numbers, ["x"], "the largest whole number that is not above") {
            (call) throws(BuiltinFailure) in
            try toWhole(call, .down)
        },
        Builtin("ceil", .numbers, ["x"], "the smallest whole number that is not below") {
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
