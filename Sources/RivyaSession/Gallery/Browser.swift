import Foundation

/// The user's web browser, as the system knows it.
struct Browser {
    struct Failure: Error {
        var message: String
    }

    #if canImport(Darwin)
    private static let opener = "open"
    #else
    private static let opener = "xdg-open"
    #endif

    let environment: [String: String]

    /// Shows a file or an address. Returns when the system has taken it over.
    func open(_ address: String) async throws(Failure) {
        guard let program = ProgramFinder(environment: environment).path(of: Self.opener) else {
            throw Failure(message: "nothing here can open a browser: there is no `\(Self.opener)`")
        }
        let result = await ProgramCall(program, [address], environment: environment).run()
        guard result.status == 0 else {
            throw Failure(message: "`\(Self.opener)` could not open a browser")
        }
    }
}
