/// Why a text is not JSON, and where.
package struct JSONError: Error, Hashable {
    /// The byte at which the text stops being JSON; an unclosed string, list or object is reported at its opening.
    package var offset: Int
    /// Lower case, no period, names in backticks.
    package var message: String

    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}
