import RivyaSyntax
import RivyaTerminal

/// `rivya manual`: writes the manual page, for `make install`.
package struct ManualCommand: Sendable {
    /// The command line as JSON.
    package var help: String

    package init(help: String) {
        self.help = help
    }

    package func run(in surroundings: Surroundings) -> ExitCode {
        do throws(JSONError) {
            surroundings.output.write(try ManualPage(help: help).roff)
            return .success
        } catch {
            surroundings.fail("the command line cannot be described: \(error.message)")
            return .badInput
        }
    }
}
