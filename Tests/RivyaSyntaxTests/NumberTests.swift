import Foundation
import RivyaSyntax
import Testing

/// Every operation against `Fixtures/numbers/operations.txt`.
struct NumberOperationTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        var operation: [String]
        var result: String

        var testDescription: String { operation.joined(separator: " ") }

        static func all() throws -> [Vector] {
            let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            let file = folder.appending(path: "Fixtures/numbers/operations.txt")
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                .filter { !$0.hasPrefix("#") }
                .map { line in
                    let sides = line.split(separator: " -> ")
                    return Vector(operation: sides[0].split(separator: " ").map(String.init), result: String(sides[1]))
                }
        }
    }

    @Test(arguments: try Vector.all())
    func operation(_ vector: Vector) throws {
        #expect(try evaluate(vector.operation) == vector.result)
    }

    private func evaluate(_ operation: [String]) throws -> String {
        switch operation[0] {
        case "lit": return show(Number.reading(operation[1]))
        case "json": return show(reading(json: operation[1]))
        default: break
        }
        let a = try #require(reading(json: operation[1]).number)
        switch operation[0] {
        case "round":
            let rule: Number.Rounding =
                switch operation[3] {
                case "away": .halfAwayFromZero
                case "even": .halfEven
                case "down": .down
                default: .up
                }
            return show(a.rounded(toDigits: try #require(Int(operation[2])), rule))
        case "format": return a.formatted(digits: try #require(Int(operation[2])))
        case "text": return a.description
        case "double": return String(a.double.bitPattern)
        case "low64": return a.low64.map { String($0) } ?? "nil"
        case "neg": return show(a.negated)
        case "whole": return String(a.isWhole)
        default: break
        }
        let b = try #require(reading(json: operation[2]).number)
        switch operation[0] {
        case "add": return show(a.adding(b))
        case "sub": return show(a.subtracting(b))
        case "mul": return show(a.multiplied(by: b))
        case "div": return show(a.divided(by: b))
        case "mod": return show(a.remainder(dividingBy: b))
        case "cmp": return a < b ? "<" : b < a ? ">" : a == b ? "=" : "unordered"
        default: throw Unknown(operation: operation[0])
        }
    }

    private struct Unknown: Error {
        var operation: String
    }

    private func reading(json text: String) -> Number.Reading {
        var text = text
        return text.withUTF8 { Number.reading(json: $0) }
    }

    private func show(_ reading: Number.Reading) -> String {
        switch reading {
        case .number(let number): show(number)
        case .tooLarge: "large"
        case .malformed: "malformed"
        }
    }

    private func show(_ number: Number?) -> String {
        switch number {
        case nil: "large"
        case .whole(let value): "w\(value)"
        case .decimal(let decimal): "d\(decimal.isNegative ? "-" : "")\(decimal.coefficient)e\(decimal.exponent)"
        }
    }
}

struct NumberTests {
    @Test func literalsTellWordsFromLargeNumbers() {
        #expect(Number.reading("1" + String(repeating: "0", count: 6000)).number != nil)
        #expect(Number.reading("1" + String(repeating: "0", count: 6001)) == .tooLarge)
        #expect(Number.reading("-" + String(repeating: "9", count: 6001)) == .tooLarge)
        #expect(Number.reading("") == .malformed)
        #expect(Number("kling-2-6") == nil)
    }

    @Test func digitsBeyondThePrecisionDecideTiesHoweverFarAway() {
        let tie = "1" + String(repeating: "0", count: 33) + "5"
        #expect(Number(tie)?.description == "1" + String(repeating: "0", count: 34))
        let above = tie + "." + String(repeating: "0", count: 500) + "1"
        #expect(Number(above)?.description == "1" + String(repeating: "0", count: 32) + "10")
    }

    @Test func stepsOfARangeAreExact() throws {
        let step = try #require(Number("0.1"))
        var sum = Number(0)
        for _ in 0..<10 { sum = try #require(sum.adding(step)) }
        #expect(sum == Number(1))
    }

    @Test func equalNumbersAreOneElement() throws {
        let numbers = ["0.5", "0.50", "-0", "0"].compactMap { Number($0) }
        #expect(Set(numbers).count == 2)
        #expect(try #require(Number("0.25")?.multiplied(by: Number(4))) == .whole(1))
    }

    @Test(arguments: [
        Int.min, -1_234_567_890, -10, -9, -1, 0, 9, 10, 99, 100, 18_446_744_073, Int.max,
    ])
    func wholeNumbersAreWrittenWithAllDigits(_ value: Int) {
        var bytes = Array("=".utf8)
        Number(value).write(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "=\(value)")
    }

    @Test func largeWholeNumbersAreWrittenWithAllDigits() {
        #expect(Number("100000000000000000000000000000007")?.description == "100000000000000000000000000000007")
        #expect(Number("12000000000000000000000000")?.description == "12000000000000000000000000")
    }

    @Test func aFractionHasNoInt() {
        #expect(Number("2.0")?.int == 2)
        #expect(Number("2.5")?.int == nil)
        #expect(Number("9223372036854775808")?.int == nil)
        #expect(Number("-2.5")?.magnitude == Number("2.5"))
        #expect(Number(Int.min).magnitude == Number("9223372036854775808"))
    }
}
