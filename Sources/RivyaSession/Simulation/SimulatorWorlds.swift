import RivyaSimulator
import RivyaWeb

/// Simulated worlds that live on in a file.
enum SimulatorWorlds {
    /// - Parameter file: nil for a world that ends with the process.
    static func open(file path: String?, options: SimulatorOptions) throws -> SimulatorWorld {
        guard let path else { return SimulatorWorld(SimulatedService(options: options)) }
        return try SimulatorWorld(file: SimulatorStateFile(path: path), options: options)
    }
}
