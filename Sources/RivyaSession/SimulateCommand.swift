import Foundation
import RivyaSimulator
import RivyaSyntax
import RivyaTerminal
import RivyaWeb

/// `rivya simulate`: serves the simulated service on this machine until it is stopped.
package struct SimulateCommand: Sendable {
    package var port: Int
    package var seed: UInt64
    /// Faults as `SIMULATOR` text, such as `create:lost@0.05`.
    package var faults: [String]
    package var credits: Int?
    /// Where the world lives on; nil for one that ends with the process.
    package var stateFile: String?

    package init(port: Int, seed: UInt64, faults: [String], credits: Int?, stateFile: String?) {
        self.port = port
        self.seed = seed
        self.faults = faults
        self.credits = credits
        self.stateFile = stateFile
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        var options = SimulatorOptions(seed: seed)
        if let credits { options.startingCredits = Number(credits) }
        for text in faults {
            guard let fault = Fault(text) else {
                surroundings.fail(
                    "`\(text)` is no fault", help: "a fault is `ROUTE:WHAT@PROBABILITY`, as in `create:lost@0.05`")
                return .badInput
            }
            options.faults.append(fault)
        }
        do {
            let world = try SimulatorWorlds.open(
                file: stateFile.map { StateFolder.absolute($0, in: surroundings.workingFolder) }, options: options)
            let output = surroundings.output
            let server = SimulatorServer(world: world, port: port) { address in
                output.print(StyledText("the simulator listens on \(address)"))
                output.print(
                    StyledText("use it with: RIVYA_API_KEY=rvya_sk_any rivya run FILE --base-url \(address)", .dim),
                    to: .error)
            }
            try await server.runUntilStopped()
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }
}
