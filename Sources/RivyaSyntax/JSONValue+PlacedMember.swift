extension JSONValue {
    /// A member of a document's object with its places, for messages about it.
    package struct PlacedMember: Sendable {
        package var key: String
        /// With its quotes.
        package var keyRange: SourceRange
        package var value: JSONValue
        package var valueRange: SourceRange

        init(_ key: String, _ keyRange: SourceRange, _ value: JSONValue, _ valueRange: SourceRange) {
            self.key = key
            self.keyRange = keyRange
            self.value = value
            self.valueRange = valueRange
        }
    }

    /// Reads a document that is one object. A key that is repeated is there as often as it was written.
    package static func placedMembers(parsing bytes: [UInt8]) throws(JSONError) -> [PlacedMember] {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<[PlacedMember], JSONError> in
            var parser = JSONParser(buffer)
            return Result { () throws(JSONError) in try parser.parsePlacedMembers() }
        }
        return try result.get()
    }
}
