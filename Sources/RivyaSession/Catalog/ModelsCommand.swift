import Foundation
import RivyaCatalog
import RivyaClient
import RivyaSyntax
import RivyaTerminal

/// `rivya models [FILTER]`: the models of the catalog; `--refresh` fetches the service's own first.
package struct ModelsCommand: Sendable {
    package var filter: String?
    package var isRefreshing: Bool
    package var baseURL: String?
    package var home: String?
    package var usesBundledCatalog: Bool

    package init(filter: String?, isRefreshing: Bool, baseURL: String?, home: String?, usesBundledCatalog: Bool) {
        self.filter = filter
        self.isRefreshing = isRefreshing
        self.baseURL = baseURL
        self.home = home
        self.usesBundledCatalog = usesBundledCatalog
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        let state = StateFolder.find(home: home, in: surroundings)
        if isRefreshing {
            if let code = surroundings.refuseConfiguration() { return code }
            do {
                try await refresh(state, surroundings)
            } catch {
                return Problem.show(error, in: surroundings)
            }
        }
        let source = CatalogSource.load(from: usesBundledCatalog ? nil : state)
        (source.warnings + source.catalog.warnings).forEach { surroundings.warn(TerminalText.safe($0)) }
        show(source.catalog, surroundings.output)
        return .success
    }

    /// Stores the service's catalog, byte for byte, once it has been read as one.
    private func refresh(_ state: StateFolder, _ surroundings: Surroundings) async throws {
        let bytes = try await ServiceConnection.open(baseURL: baseURL, needsKey: false, in: surroundings) {
            connection in
            try await connection.service.models()
        }
        let catalog = try Catalog(decoding: bytes)
        try state.create()
        try Data(bytes).write(to: URL(fileURLWithPath: state.catalog), options: .atomic)
        surroundings.output.print("stored \(counted(catalog.ids.count, "model")) in \(state.catalog)", to: .error)
    }

    private func show(_ catalog: Catalog, _ output: TerminalOutput) {
        var table = TextTable([
            .fixed("model"), .fixed("category"), .fixed("credits", .right), .wrapped("parameters"),
        ])
        let wanted = filter?.lowercased()
        for card in catalog.models {
            let text = "\(card.id) \(card.displayName) \(card.category.text)".lowercased()
            if let wanted, !text.contains(wanted) { continue }
            let parameters = card.parameters.map { "\($0.key)\($0.isRequired && $0.defaultValue == nil ? "!" : "")" }
            let name = TerminalText.safe(card.id)
            table.append([
                StyledText(name, card.callProblem == nil ? .plain : .dim),
                StyledText(TerminalText.safe(card.category.text)),
                StyledText(card.baseCredits.description),
                StyledText(TerminalText.safe(parameters.joined(separator: " "))),
            ])
        }
        if table.rows.isEmpty, let filter {
            output.print("no model matches `\(TerminalText.safe(filter))`", to: .error)
        } else {
            output.print(table)
        }
    }
}
