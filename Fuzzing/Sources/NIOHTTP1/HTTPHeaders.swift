/// As much of SwiftNIO's type as what reads answers needs: the library itself would be built with every change.
public struct HTTPHeaders: Sequence, Sendable, Equatable, ExpressibleByArrayLiteral {
    public typealias Element = (name: String, value: String)

    private var names: [String] = []
    private var values: [String] = []

    public init(_ elements: [(String, String)] = []) {
        for (name, value) in elements { add(name: name, value: value) }
    }

    public init(arrayLiteral elements: Never...) {}

    public mutating func add(name: String, value: String) {
        names.append(name)
        values.append(value)
    }

    public func first(name: String) -> String? {
        let wanted = name.lowercased()
        return names.firstIndex { $0.lowercased() == wanted }.map { values[$0] }
    }

    public func makeIterator() -> AnyIterator<Element> {
        var rest = Array(zip(names, values).map { (name: $0, value: $1) })[...]
        return AnyIterator { rest.popFirst() }
    }
}
