import ArgumentParser
import RivyaSession

struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Store an API key, once the service has taken it.",
        discussion: """
            Asks for the key without showing it, or reads it from standard input, as in `rivya login < file`. It is \
            stored for you alone, beside the base URL that it belongs to, and is sent nowhere else.
            """)

    @Option(help: .baseURL)
    var baseURL: String?

    func run() async throws {
        try await LoginCommand(baseURL: baseURL).run(in: .ofProcess()).end()
    }
}
