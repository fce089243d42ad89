import Foundation
import RivyaSimulator
import RivyaWeb

/// Simulated worlds that live on in a file.
enum SimulatorWorlds {
    /// - Parameter file: nil for a world that ends with the process.
    static func open(file path: String?, options: SimulatorOptions) throws -> SimulatorWorld {
        guard let path else { return SimulatorWorld(SimulatedService(options: options)) }
        let file = SimulatorStateFile(path: path)
        guard let saved = try file.load() else { return SimulatorWorld(SimulatedService(options: options), file: file) }
        return SimulatorWorld(try SimulatedService(snapshot: saved, options: options), file: file)
    }
}
