import RivyaSyntax

/// How a filter compares. What a job does not have is unequal to all but `null`, and has no order.
enum FilterComparison {
    static func holds(_ symbol: Expression.Comparison.Operator, _ a: JSONValue, _ b: JSONValue) -> Bool {
        switch symbol {
        case .equal: isEqual(a, b)
        case .notEqual: !isEqual(a, b)
        case .contains: contains(a, in: b)
        case .less: order(a, b).map { $0 < 0 } ?? false
        case .lessOrEqual: order(a, b).map { $0 <= 0 } ?? false
        case .greater: order(a, b).map { $0 > 0 } ?? false
        case .greaterOrEqual: order(a, b).map { $0 >= 0 } ?? false
        }
    }

    private static func isEqual(_ a: JSONValue, _ b: JSONValue) -> Bool {
        switch (a, b) {
        case (.array(let items), .array(let others)):
            items.count == others.count && zip(items, others).allSatisfy { isEqual($0, $1) }
        // `tag == hero`: one of them is.
        case (.array(let items), .null), (.null, .array(let items)): items.isEmpty
        case (.array(let items), let value), (let value, .array(let items)): items.contains { isEqual($0, value) }
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        default: numbers(a, b).map { $0 == $1 } ?? false
        }
    }

    private static func order(_ a: JSONValue, _ b: JSONValue) -> Int? {
        if case .string(let a) = a, case .string(let b) = b {
            return a.utf8.elementsEqual(b.utf8) ? 0 : (a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1)
        }
        return numbers(a, b).map { $0 < $1 ? -1 : ($0 == $1 ? 0 : 1) }
    }

    /// A text that reads as a number is one beside a number: values from a CSV file are texts.
    private static func numbers(_ a: JSONValue, _ b: JSONValue) -> (Number, Number)? {
        switch (a, b) {
        case (.number(let a), .number(let b)): (a, b)
        case (.number(let a), .string(let b)): Number(b).map { (a, $0) }
        case (.string(let a), .number(let b)): Number(a).map { ($0, b) }
        default: nil
        }
    }

    private static func contains(_ part: JSONValue, in whole: JSONValue) -> Bool {
        switch (part, whole) {
        case (_, .array(let items)): items.contains { isEqual($0, part) }
        case (.string(let part), .string(let text)): text.containsScalars(of: part)
        case (.number(let part), .string(let text)): text.containsScalars(of: part.description)
        default: false
        }
    }
}

extension String {
    /// By scalars, as the language compares text.
    fileprivate func containsScalars(of part: String) -> Bool {
        part.isEmpty || Array(utf8).firstRange(of: Array(part.utf8)) != nil
    }
}
