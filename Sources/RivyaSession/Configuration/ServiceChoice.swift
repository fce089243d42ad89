import RivyaSyntax
import RivyaTerminal

extension Surroundings {
    /// Whether a command takes the simulated service: as it was told, else as the configuration says. A base URL on the
    /// command line names a service, and so wins over the configuration.
    ///
    /// - Parameter isTold: of `--simulate` and `--no-simulate`; nil for neither.
    package func simulates(_ isTold: Bool?, baseURL: String? = nil) -> Bool {
        if let isTold { return isTold }
        guard configuration.simulates, baseURL == nil else { return false }
        output.print(
            StyledText("simulated", .magenta)
                + StyledText(", as the configuration says: `--no-simulate` takes the real service", .dim),
            to: .error)
        return true
    }
}
