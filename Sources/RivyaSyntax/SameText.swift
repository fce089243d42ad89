/// Equality by Unicode scalars, without normalization (the language's equality of text).
@inlinable
package func sameText(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    return a.utf8.count < 64 ? a.utf8.elementsEqual(b.utf8) : sameLongText(a, b)
}

/// Eight bytes at a time.
@usableFromInline
package func sameLongText(_ a: String, _ b: String) -> Bool {
    var (a, b) = (a, b)
    return a.withUTF8 { a in
        b.withUTF8 { b in
            let (a, b) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
            var index = 0
            while index + 8 <= a.count {
                let x = a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if x != b.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
                index += 8
            }
            return a[index...].elementsEqual(b[index...])
        }
    }
}
