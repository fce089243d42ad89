package import RivyaCatalog
import RivyaSyntax
package import RivyaTerminal

/// Completes what is typed at a session: statements, values and meta commands.
///
/// What may stand at a place comes from the tables that the checker reads, what there is comes from the catalog, the
/// session and the folder.
package struct StatementCompleter: LineCompleter {
    let catalog: @Sendable () -> Catalog
    let metaCommands: [MetaCommandName]
    /// Where relative paths start.
    let folder: String
    let names: @Sendable () -> SessionNames

    /// - Parameters:
    ///   - metaCommands: in the order in which they are listed.
    ///   - folder: absolute.
    ///   - catalog, names: asked at each completion, on the editor's thread.
    package init(
        metaCommands: [MetaCommandName], folder: String, catalog: @escaping @Sendable () -> Catalog,
        names: @escaping @Sendable () -> SessionNames
    ) {
        self.catalog = catalog
        self.metaCommands = metaCommands
        self.folder = folder
        self.names = names
    }

    package func completions(for text: String, cursor: Int) -> CompletionList {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
        let names = names()
        let statement = (names.earlierLines + line).drop(while: \.isWhitespace)
        return statement.first == ":"
            ? metaCompletions(String(statement), names) : completions(String(statement), names)
    }

    /// What fits behind the beginning of a statement.
    func completions(_ text: String, _ names: SessionNames) -> CompletionList {
        let unfinished = UnfinishedText(text)
        let place = Place(unfinished, catalog: catalog(), names: names, folder: folder)
        if let list = keys(unfinished, place) { return list }
        switch unfinished.end {
        case .comment: return .none
        case .interpolation(let source): return place.interpolations(source)
        case .word(let piece) where piece.text.hasPrefix("$"):
            return place.variables(piece.text, isItem: unfinished.constructs.last?.kind == .statements)
        case .word(let piece) where piece.text.hasPrefix("...$"):
            return place.variables(String(piece.text.dropFirst(3)), isItem: false)
        case .word(let piece): return place.completions(TypedWord(piece.text))
        case .nothing: return place.completions(TypedWord(""))
        case .string(let quote, let source, _):
            return TypedWord(quote, source: source).map(place.completions) ?? .none
        }
    }

    /// Behind `$row[`: the keys of the record.
    private func keys(_ unfinished: UnfinishedText, _ place: Place) -> CompletionList? {
        guard let inner = unfinished.constructs.last, inner.kind == .list, !inner.isSpaced, inner.pieces.isEmpty,
            inner.earlier.isEmpty, let outer = unfinished.constructs.dropLast().last, let variable = outer.pieces.last,
            variable.kind == .variable
        else { return nil }
        switch unfinished.end {
        case .string(let quote, let source, _):
            return TypedWord(quote, source: source).flatMap { place.keys(of: variable.text, $0) }
        case .nothing: return place.keys(of: variable.text, TypedWord(""))
        case .word, .interpolation, .comment: return nil
        }
    }
}
