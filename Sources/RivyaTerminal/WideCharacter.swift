import CLibEdit

/// Widths as the C library knows them. libedit lays its line out by these, so whoever must know where its cursor is
/// has to count the same, even where `DisplayWidth` knows better (emoji of several scalars).
enum WideCharacter {
    /// Columns of a printable character, or a negative number; depends on the process' locale.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        Int(wcwidth(wchar_t(truncatingIfNeeded: scalar.value)))
    }
}
