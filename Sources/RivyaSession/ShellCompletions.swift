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
        let state = state()
        var ids: [String] = []
        for folder in [state, state.simulated] {
            guard let ledger = try? folder.existingLedger() else { continue }
            ids += ((try? await ledger.runs(limit: 50)) ?? []).map(\.id)
        }
        return ids
    }

    private static func state() -> StateFolder {
        let surroundings = Surroundings.ofProcess()
        return StateFolder.find(home: nil, from: surroundings.workingFolder, in: surroundings)
    }

    private static func catalog() -> Catalog { CatalogSource.load(from: state()).catalog }
}
