package import RivyaSyntax

/// Credits stay far from the bounds of `Number`; arithmetic on them keeps the larger operand where it would not fit.
extension Number {
    package static func + (a: Number, b: Number) -> Number { a.adding(b) ?? max(a, b) }

    package static func - (a: Number, b: Number) -> Number { a.subtracting(b) ?? a }
}
