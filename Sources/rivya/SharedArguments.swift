import ArgumentParser

/// What several subcommands say of the same argument.
extension ArgumentHelp {
    static let home = ArgumentHelp(
        "The state folder; else RIVYA_HOME, else the nearest `.rivya`.", valueName: "dir")

    static let baseURL = ArgumentHelp(
        "The service; else RIVYA_BASE_URL, else the configured one.", valueName: "url")

    static let events = ArgumentHelp(
        "Append one JSON object per event to a file; `-` is the standard output.", valueName: "file")

    static let job = ArgumentHelp(
        "The job: RUN/INDEX, INDEX for one of the latest run, or the id of its task.", valueName: "job")

    static let newLedger = ArgumentHelp(
        "Set a ledger aside that cannot be read, and start a new one: what it knows to be paid may be paid again.")

    static let sameAccount = ArgumentHelp(
        "Agree that the key is of the account that open jobs were sent for with another key.")

    static let repeatsUnknown = ArgumentHelp(
        "Send requests again whose answer was never seen, under their old keys: they may be paid twice.")
}

extension ParsableCommand {
    /// There is one service at a time.
    func checkService(simulate: Bool?, baseURL: String?) throws {
        if simulate == true, baseURL != nil {
            throw ValidationError("--simulate has a service of its own: leave out --base-url")
        }
    }
}
