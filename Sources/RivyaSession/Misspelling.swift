import RivyaSyntax

/// What a misspelt word of the command line may have been meant to be.
package enum Misspelling {
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        Suggestion.nearest(to: word, among: candidates)
    }
}
