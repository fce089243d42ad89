import ArgumentParser
import RivyaSession

struct Logout: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget a stored API key.",
        discussion: "The key stays valid: the service's settings revoke it.")

    @Option(help: .baseURL)
    var baseURL: String?

    @Flag(help: "Forget the keys of all services.")
    var all = false

    func run() throws {
        try LogoutCommand(baseURL: baseURL, forgetsAll: all).run(in: .ofProcess()).end()
    }
}
