package import RivyaSyntax

/// One loop variable in force when a job was made, with the value that the loop gave it: always a scalar.
package struct Axis: Sendable, Hashable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}
