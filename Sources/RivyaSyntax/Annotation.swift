/// A range of a source text to underline, on the line where it begins.
struct Annotation {
    var range: SourceRange
    /// Empty where there is nothing to say.
    var text: String
    var isPrimary: Bool
}
