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
    /// How long its word is waited for, in steps.
    private static let patience = (steps: 30, step: Duration.milliseconds(100))

    let environment: [String: String]

    /// Shows a file or an address. Returns when the system has taken it over; what it starts may go on for as long as
    /// the browser does.
    func open(_ address: String) async throws(Failure) {
        guard let program = ProgramFinder(environment: environment).path(of: Self.opener) else {
            throw Failure(message: "nothing here can open a browser: there is no `\(Self.opener)`")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [address]
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw Failure(message: "`\(program)` does not start")
        }
        for _ in 0..<Self.patience.steps where process.isRunning {
            try? await Task.sleep(for: Self.patience.step)
        }
        if !process.isRunning, process.terminationStatus != 0 {
            throw Failure(message: "`\(Self.opener)` could not open a browser")
        }
    }
}
