import Foundation

/// Finds programs as a shell would.
struct ProgramFinder {
    let environment: [String: String]

    /// Absolute; nil where there is none.
    func path(of name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        for folder in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            if folder.hasPrefix("/"), access(path, X_OK) == 0,
                FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
            {
                return path
            }
        }
        return nil
    }
}

/// Another program being carried out, without a shell: arguments are arguments, whatever they hold. It reads nothing.
struct ProgramCall: Sendable {
    struct Outcome: Sendable {
        /// nil where it did not start, or was ended by a signal.
        var status: Int32?
        /// What it said on standard error.
        var text: String
    }

    let program: String
    let arguments: [String]
    let environment: [String: String]
    let folder: String?

    init(_ program: String, _ arguments: [String], environment: [String: String], folder: String? = nil) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
    }

    /// Returns when it has ended. Blocks no thread of Swift's concurrency.
    func run() async -> Outcome {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: carryOut()) }
            thread.name = "program"
            thread.start()
        }
    }

    private func carryOut() -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        do {
            try process.run()
        } catch {
            return Outcome(text: error.localizedDescription)
        }
        let said = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : nil,
            text: String(decoding: said, as: UTF8.self))
    }
}
