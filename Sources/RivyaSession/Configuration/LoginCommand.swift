import RivyaClient
import RivyaSyntax
import RivyaTerminal

/// `rivya login`: asks for a key, tries it, and stores it beside the base URL that it belongs to.
package struct LoginCommand: Sendable {
    package var baseURL: String?

    package init(baseURL: String?) {
        self.baseURL = baseURL
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        if let code = surroundings.refuseConfiguration() { return code }
        guard let folder = surroundings.configurationFolder else {
            surroundings.fail(
                "there is no folder for the configuration", help: "set `HOME` or `XDG_CONFIG_HOME` to an absolute path")
            return .badInput
        }
        do {
            let base = try ServiceConnection.endpoint(baseURL, in: surroundings)
            let key: APIKey
            switch await SecretPrompt(output: surroundings.output).ask("API key for \(base.identity): ") {
            case .interrupted:
                surroundings.output.print("nothing was stored", to: .error)
                return .interrupted
            case .text(let text): key = try APIKey(text)
            }
            let credits = try await ServiceConnection.connect(
                to: base, key: key, network: NetworkSettings(environment: surroundings.environment)
            ) { connection in
                try await connection.service.credits()
            }
            let file = KeyFile(in: folder)
            try file.store(key, for: base)
            surroundings.output.print(
                "the key works: the account has \(counted(credits, "credit")); it is stored in \(TerminalText.safe(file.path))"
            )
            if surroundings.environment["RIVYA_API_KEY"]?.isEmpty == false {
                surroundings.warn("`RIVYA_API_KEY` is set, and is used instead of the stored key")
            }
            return .success
        } catch {
            let code = Problem.show(error, in: surroundings)
            surroundings.output.print("nothing was stored", to: .error)
            return code
        }
    }
}
