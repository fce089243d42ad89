/// How the line editor is set up.
package struct EditorConfiguration: Sendable {
    /// Where statements are kept between sessions; nil keeps none.
    package var historyPath: String?
    package var historyLimit = 10_000
    package var completer: (any LineCompleter)?
    /// The name by which `~/.editrc` can address this program.
    package var program = "rivya"
    package var inputDescriptor: Int32 = 0
    package var outputDescriptor: Int32 = 1

    package init(historyPath: String? = nil, completer: (any LineCompleter)? = nil) {
        self.historyPath = historyPath
        self.completer = completer
    }
}
