package import RivyaSyntax

/// What several jobs cost together, each kind of knowledge for itself: what was never observed is counted, not added.
package struct ChargeSums: Sendable, Hashable {
    package var charged = Number.whole(0)
    package var reserved = Number.whole(0)
    package var refunded = Number.whole(0)
    /// Jobs that may have cost something nobody saw.
    package var unknown = 0

    package init() {}

    package init(_ charges: some Sequence<Charge>) {
        for charge in charges { add(charge) }
    }

    /// - Parameter count: how many charges of this kind and height there are.
    package mutating func add(_ charge: Charge, count: Int = 1) {
        func sum(_ sum: Number, _ credits: Number) -> Number {
            credits.multiplied(by: .whole(count)).flatMap { sum.adding($0) } ?? sum
        }
        switch charge {
        case .notCharged: break
        case .charged(let credits): charged = sum(charged, credits)
        case .reserved(let credits): reserved = sum(reserved, credits)
        case .refunded(let credits): refunded = sum(refunded, credits)
        case .unknown: unknown += count
        }
    }

    /// What was finally taken; nil while some of it is not known.
    package var taken: Number? { unknown == 0 && reserved.isZero ? charged : nil }
}
