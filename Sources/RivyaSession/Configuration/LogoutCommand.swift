import RivyaClient
import RivyaSyntax
import RivyaTerminal

/// `rivya logout`: forgets the stored key of a base URL, or all of them.
package struct LogoutCommand: Sendable {
    package var baseURL: String?
    package var forgetsAll: Bool

    package init(baseURL: String?, forgetsAll: Bool) {
        self.baseURL = baseURL
        self.forgetsAll = forgetsAll
    }

    package func run(in surroundings: Surroundings) -> ExitCode {
        let output = surroundings.output
        do {
            let base = try ServiceConnection.endpoint(baseURL, in: surroundings)
            let file = surroundings.configurationFolder.map(KeyFile.init)
            if forgetsAll {
                try file?.removeAll()
                output.print("no key is stored any more")
            } else if try file?.remove(for: base) == true {
                output.print("the key for \(base.identity) is no longer stored")
            } else {
                output.print("no key is stored for \(base.identity)")
                let others = try file?.baseURLs() ?? []
                if !others.isEmpty {
                    output.print("stored are keys for \(TerminalText.safe(others.joined(separator: ", ")))", to: .error)
                }
            }
            if surroundings.environment["RIVYA_API_KEY"]?.isEmpty == false {
                surroundings.warn("`RIVYA_API_KEY` is set, and is used as before")
            }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }
}
