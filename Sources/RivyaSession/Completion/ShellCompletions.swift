import Foundation
import RivyaCatalog
import RivyaLanguage
import RivyaLedger
import RivyaRuns

/// What a shell offers for an argument of the program, beyond files and fixed words. A shell asks while its user waits,
/// so whatever goes wrong here offers nothing.
package enum ShellCompletions {
    /// Ids of models.
    package static func models() -> [String] {
        catalog().ids
    }

    /// Names that `rivya doc` explains.
    package static func topics() -> [String] {
        Topic.Family.allCases.map(\.rawValue) + Topic.all.map(\.name)
    }

    /// The runs of the state folder, the simulated ones too, newest first.
    package static func runs() async -> [String] {
        var ids: [String] = []
        for reader in ledgers() { ids += ((try? await reader.runs(limit: 50)) ?? []).map(\.id) }
        return ids
    }

    /// The jobs of the newest runs, as `RUN/INDEX`.
    package static func jobs() async -> [String] {
        var names: [String] = []
        for reader in ledgers() {
            for run in (try? await reader.runs(limit: 3)) ?? [] {
                guard let indices = try? await reader.indices(ofRun: run.id) else { continue }
                names += indices.prefix(200).map { "\(run.id)/\($0)" }
            }
        }
        return names
    }

    private static func ledgers() -> [LedgerReader] {
        let state = state()
        return [state, state.simulated].compactMap { try? $0.ledgerReader() }
    }

    private static func state() -> StateFolder {
        let surroundings = Surroundings.ofProcess()
        return StateFolder.find(home: nil, in: surroundings)
    }

    private static func catalog() -> Catalog { CatalogSource.load(from: state()).catalog }
}
