import ArgumentParser
import RivyaSession

/// Which ledger a command looks into.
struct LedgerFlags: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Look into the ledger of simulated runs.")
    var simulate: Bool?

    @Option(help: .home, completion: .directory)
    var home: String?

    /// Whether the ledger is that of simulated runs.
    func isSimulated(in surroundings: Surroundings) -> Bool { surroundings.simulates(simulate) }
}
