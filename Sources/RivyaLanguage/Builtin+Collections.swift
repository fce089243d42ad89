import RivyaSyntax

extension Builtin {
    static let collections: [Builtin] = [
        Builtin(
            "len", .collections, ["x"], looksInside: false, "how many items, fields or characters",
            example: "len([a, b, c])", gives: "3"
        ) {
            (call) throws(BuiltinFailure) in
            switch call.arguments[0] {
            case .list(let list): return .whole(list.items.count)
            case .record(let record): return .whole(record.fields.count)
            case .string(let text): return .whole(text.unicodeScalars.count)
            default: throw call.wrong(0, "a list, a record or text")
            }
        },
        Builtin(
            "first", .collections, ["xs"], looksInside: false, "the first item", example: "first([dawn, noon, dusk])",
            gives: "dawn"
        ) { (call) throws(BuiltinFailure) in
            guard let item = try call.list(0).first else { throw empty(call) }
            return item
        },
        Builtin(
            "last", .collections, ["xs"], looksInside: false, "the last item", example: "last([dawn, noon, dusk])",
            gives: "dusk"
        ) { (call) throws(BuiltinFailure) in
            guard let item = try call.list(0).last else { throw empty(call) }
            return item
        },
        Builtin(
            "keys", .collections, ["record"], looksInside: false, "the keys of a record, in order",
            example: "keys({ratio: 16:9, duration: 10})", gives: "[\"ratio\",\"duration\"]"
        ) {
            (call) throws(BuiltinFailure) in
            .list(try call.record(0).fields.map { .string($0.key) })
        },
        Builtin(
            "values", .collections, ["record"], looksInside: false, "the values of a record, in order",
            example: "values({ratio: 16:9, duration: 10})", gives: "[\"16:9\",10]"
        ) {
            (call) throws(BuiltinFailure) in
            .list(try call.record(0).fields.map(\.value))
        },
        Builtin(
            "unique", .collections, ["xs"], "the items without repetitions, each where it came first",
            example: "unique([fox, owl, fox])", gives: "[\"fox\",\"owl\"]"
        ) {
            (call) throws(BuiltinFailure) in
            var seen: Set<ValueKey> = []
            return .list(try call.list(0).filter { seen.insert(ValueKey(value: $0)).inserted })
        },
        Builtin(
            "reverse", .collections, ["xs"], looksInside: false, "the items in reverse order",
            example: "reverse([1, 2, 3])", gives: "[3,2,1]"
        ) {
            (call) throws(BuiltinFailure) in
            .list(try call.list(0).reversed())
        },
        Builtin(
            "sort", .collections, ["xs", "by"], required: 1, signature: "sort(xs, by=key)",
            "the items in order, all numbers or all text; records by one of their fields", example: "sort([10, 9, 2])",
            gives: "[2,9,10]"
        ) { (call) throws(BuiltinFailure) in try sorted(&call) },
        Builtin(
            "slice", .collections, ["xs", "from", "to"], required: 2, looksInside: false,
            "the items from one place up to, not including, another; negative places count from the end",
            example: "slice([a, b, c, d], 1, 3)", gives: "[\"b\",\"c\"]"
        ) { (call) throws(BuiltinFailure) in
            let items = try call.list(0)
            func place(_ argument: Int) throws(BuiltinFailure) -> Int {
                let given = try call.whole(argument)
                return min(max(given < 0 ? given + items.count : given, 0), items.count)
            }
            let from = try place(1)
            let to = call.has(2) ? try place(2) : items.count
            return .list(from < to ? Array(items[from..<to]) : [])
        },
        Builtin(
            "flatten", .collections, ["xs"], looksInside: false, "the items of the lists in a list, one level",
            example: "flatten([[a, b], [c]])", gives: "[\"a\",\"b\",\"c\"]"
        ) {
            (call) throws(BuiltinFailure) in
            var result: [Value] = []
            for item in try call.list(0) {
                if case .list(let inner) = item {
                    result.append(contentsOf: inner.items)
                } else {
                    result.append(item)
                }
                try call.checkLength(result.count)
            }
            return .list(result)
        },
        Builtin(
            "contains", .collections, ["xs", "x"],
            "whether a list has an item, a record a key, or text a piece of text; like `x in xs`",
            example: "contains([fox, owl], owl)", gives: "true"
        ) { (call) throws(BuiltinFailure) in
            try call.take(steps: Operation.work(lookingInto: call.arguments[0]))
            switch Operation.contains(call.arguments[1], in: call.arguments[0]) {
            case .value(let value): return value
            case .failure(let failure):
                throw BuiltinFailure(failure.code, failure.message, argument: 1, help: failure.help)
            }
        },
        Builtin(
            "sum", .collections, ["xs"], "the sum of numbers; 0 for none", example: "sum([0.1, 0.2, 0.3])", gives: "0.6"
        ) { (call) throws(BuiltinFailure) in
            var sum = Number.whole(0)
            for item in try call.list(0) {
                guard case .number(let number) = item else { throw notAll("numbers", item, call) }
                guard let next = sum.adding(number) else { throw tooLarge }
                sum = next
            }
            return .number(sum)
        },
        Builtin(
            "min", .collections, ["xs"], "the smallest of numbers, or the first of texts in order",
            example: "min([3, 1, 2])", gives: "1"
        ) {
            (call) throws(BuiltinFailure) in
            try extreme(call, isLargest: false)
        },
        Builtin(
            "max", .collections, ["xs"], "the largest of numbers, or the last of texts in order",
            example: "max([3, 1, 2])", gives: "3"
        ) {
            (call) throws(BuiltinFailure) in
            try extreme(call, isLargest: true)
        },
        Builtin(
            "zip", .collections, ["xs", "ys"], required: 1, isVariadic: true, looksInside: false,
            signature: "zip(xs, ys, ...)",
            "a list of lists: the first items together, the second ones, up to the end of the shortest",
            example: "zip([fox, owl], [red, grey])", gives: "[[\"fox\",\"red\"],[\"owl\",\"grey\"]]"
        ) { (call) throws(BuiltinFailure) in
            var lists: [[Value]] = []
            for place in call.arguments.indices { lists.append(try call.list(place)) }
            let count = lists.map(\.count).min() ?? 0
            try call.take(bytes: count * Evaluator.Size.list(lists.count), steps: count * lists.count)
            return .list((0..<count).map { place in .list(lists.map { $0[place] }) })
        },
        Builtin(
            "enumerate", .collections, ["xs"], looksInside: false, "a list of `[number, item]`, counted from 0",
            example: "enumerate([fox, owl])", gives: "[[0,\"fox\"],[1,\"owl\"]]"
        ) {
            (call) throws(BuiltinFailure) in
            let items = try call.list(0)
            try call.take(bytes: items.count * Evaluator.Size.list(2), steps: items.count)
            return .list(items.enumerated().map { .list([.whole($0), $1]) })
        },
        Builtin(
            "product", .collections, ["record"], looksInside: false, signature: "product({a: xs, b: ys})",
            "a list of records with every combination, the last key varying fastest",
            example: "product({animal: [fox, owl], sky: [clear]})",
            gives: "[{\"animal\":\"fox\",\"sky\":\"clear\"},{\"animal\":\"owl\",\"sky\":\"clear\"}]"
        ) { (call) throws(BuiltinFailure) in
            let record = try call.record(0)
            var columns: [(key: String, items: [Value])] = []
            var count = 1
            for field in record.fields {
                guard case .list(let list) = field.value else {
                    throw BuiltinFailure(
                        .typeMismatch,
                        "`product` needs a list for each key, `\(field.key)` has \(field.value.typePhrase)",
                        argument: 0, help: "put single values in brackets")
                }
                columns.append((field.key, list.items))
                let (product, overflow) = count.multipliedReportingOverflow(by: list.items.count)
                count = overflow ? Int.max : product
            }
            try call.checkLength(count)
            try call.take(bytes: count * Evaluator.Size.record(columns.count), steps: count * columns.count)
            return .list(
                (0..<count).map { number in
                    var rest = number
                    var fields: [RecordValue.Field] = []
                    for column in columns.reversed() {
                        fields.append(.init(key: column.key, value: column.items[rest % column.items.count]))
                        rest /= column.items.count
                    }
                    return .record(RecordValue(fields.reversed()))
                })
        },
        Builtin(
            "sample", .collections, ["xs", "n", "seed"], required: 2, looksInside: false,
            signature: "sample(xs, n, seed=0)",
            "the first n items of the shuffled list", example: "sample([a, b, c, d, e], 2, seed=7)",
            gives: "[\"d\",\"e\"]"
        ) { (call) throws(BuiltinFailure) in
            let items = try call.list(0)
            let count = try call.whole(1)
            guard count >= 0, count <= items.count else {
                throw BuiltinFailure(
                    .badArgument, "`sample` cannot take \(count) of \(items.count) items", argument: 1,
                    help: "take from 0 to \(items.count)")
            }
            return .list(Array(try shuffled(items, &call, seedAt: 2).prefix(count)))
        },
        Builtin(
            "shuffle", .collections, ["xs", "seed"], required: 1, looksInside: false, signature: "shuffle(xs, seed=0)",
            "the items in an order that the seed chooses, the same everywhere and always",
            example: "shuffle([a, b, c, d, e], seed=7)", gives: "[\"d\",\"e\",\"c\",\"a\",\"b\"]"
        ) { (call) throws(BuiltinFailure) in
            .list(try shuffled(try call.list(0), &call, seedAt: 1))
        },
    ]

    private static func empty(_ call: BuiltinCall) -> BuiltinFailure {
        BuiltinFailure(
            .emptyCollection, "`\(call.name)` of an empty list", argument: 0,
            help: "check with `len` that there are items")
    }

    private static var tooLarge: BuiltinFailure {
        BuiltinFailure(.numberTooLarge, "the result is too large", help: "numbers reach up to 10 to the power of 6000")
    }

    private static func notAll(_ what: String, _ item: Value, _ call: BuiltinCall) -> BuiltinFailure {
        BuiltinFailure(
            .typeMismatch, "`\(call.name)` needs a list of \(what), here is \(item.typePhrase)", argument: 0)
    }

    /// The order of two numbers or two texts; nil for anything else.
    private static func isLess(_ a: Value, _ b: Value) -> Bool? {
        switch (a, b) {
        case (.number(let a), .number(let b)): a < b
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        default: nil
        }
    }

    private static func extreme(_ call: BuiltinCall, isLargest: Bool) throws(BuiltinFailure) -> Value {
        let items = try call.list(0)
        guard var best = items.first else { throw empty(call) }
        guard isLess(best, best) != nil else { throw notAll("numbers or of text", best, call) }
        for item in items.dropFirst() {
            guard let isBetter = isLargest ? isLess(best, item) : isLess(item, best) else {
                throw notAll("numbers only, or of text only", item, call)
            }
            if isBetter { best = item }
        }
        return best
    }

    private static func sorted(_ call: inout BuiltinCall) throws(BuiltinFailure) -> Value {
        let items = try call.list(0)
        var keys = items
        if call.has(1) {
            let key = try call.text(1)
            keys = []
            for item in items {
                guard case .record(let record) = item else { throw notAll("records", item, call) }
                guard let value = record[key] else {
                    let near = Suggestion.nearest(to: key, among: record.fields.map(\.key))
                    throw BuiltinFailure(
                        .unknownField, "a record has no field `\(key)`", argument: 1,
                        help: near.map { "did you mean `\($0)`?" })
                }
                keys.append(value)
            }
        }
        if let first = keys.first {
            for key in keys where isLess(first, key) == nil { throw notAll("numbers only, or of text only", key, call) }
        }
        // Comparing takes as long as the keys are, and each is compared some times.
        let rounds = Int.bitWidth - keys.count.leadingZeroBitCount
        try call.take(steps: rounds * keys.reduce(0) { $0 + $1.weight })
        // Stable: of equal keys the earlier item comes first.
        let order = keys.indices.sorted { a, b in
            if isLess(keys[a], keys[b]) == true { return true }
            if isLess(keys[b], keys[a]) == true { return false }
            return a < b
        }
        return .list(order.map { items[$0] })
    }

    private static func shuffled(
        _ items: [Value], _ call: inout BuiltinCall, seedAt place: Int
    ) throws(BuiltinFailure) -> [Value] {
        var seed: UInt64 = 0
        if call.has(place) {
            guard let low = try call.number(place).low64 else { throw call.wrong(place, "a whole number") }
            seed = low
        }
        var generator = SplitMix64(state: seed)
        var items = items
        var place = items.count - 1
        while place > 0 {
            items.swapAt(place, generator.index(below: place + 1))
            place -= 1
        }
        return items
    }
}

/// The generator of `shuffle` and `sample`: part of the language, so that a seed means the same everywhere.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The upper half of the 128-bit product of a number and `bound`.
    mutating func index(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }
}
