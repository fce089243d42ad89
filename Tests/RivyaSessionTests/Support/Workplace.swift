import Foundation
import TestSupport

/// A folder in which the built program is run as a user runs it: real processes, files, databases and sockets.
final class Workplace {
    /// What a program left behind when it ended.
    struct Ending {
        var code: Int32
        var output: String
        var errors: String

        /// Everything that it said.
        var text: String { output + errors }
    }

    /// A program that goes on.
    final class Program {
        private let process: ChildProcess
        private let folder: TemporaryFolder
        private let number: Int

        fileprivate init(process: ChildProcess, folder: TemporaryFolder, number: Int) {
            self.process = process
            self.folder = folder
            self.number = number
        }

        func send(signal: Int32) { process.send(signal: signal) }

        /// Waits until it has said something.
        func wait(for text: String) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while try !said().text.contains(text) {
                if ContinuousClock.now > deadline {
                    throw ChildProcess.Failure(description: "waited in vain for `\(text)` in:\n\(try said().text)")
                }
                try await Task.sleep(for: .milliseconds(1))
            }
        }

        func said() throws -> Ending {
            Ending(code: 0, output: try folder.read("\(number).out"), errors: try folder.read("\(number).err"))
        }

        func end() async throws -> Ending {
            let code = try await process.waitForEnd()
            var ending = try said()
            ending.code = code
            return ending
        }
    }

    let path: String
    /// Set for every program that is started here; a change to nil takes one away.
    var environment: [String: String]

    private let folder: TemporaryFolder
    /// Where programs write to, outside of their own folder.
    private let logs: TemporaryFolder
    private var started = 0

    init() throws {
        folder = try TemporaryFolder()
        logs = try TemporaryFolder()
        path = folder.path.hasSuffix("/") ? String(folder.path.dropLast()) : folder.path
        environment = ["HOME": path, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "RIVYA_HOME": path + "/.rivya"]
    }

    /// Makes the programs here use a service.
    func use(_ baseURL: String, key: String = "rvya_sk_test") {
        environment["RIVYA_BASE_URL"] = baseURL
        environment["RIVYA_API_KEY"] = key
    }

    func start(
        _ arguments: [String], environment changes: [String: String?] = [:], below subfolder: String = "",
        input: String? = nil
    ) throws -> Program {
        try start(try BuiltProgram.path("rivya"), arguments, environment: changes, below: subfolder, input: input)
    }

    /// Runs lines of a shell, in which `$RIVYA` is the program.
    func shell(_ lines: String, in namespace: [String] = []) async throws -> Ending {
        let command = namespace + ["/bin/sh", "-euc", lines]
        let rivya = try BuiltProgram.path("rivya")
        return try await start(command[0], Array(command.dropFirst()), environment: ["RIVYA": rivya], below: "").end()
    }

    private func start(
        _ program: String, _ arguments: [String], environment changes: [String: String?], below subfolder: String,
        input: String? = nil
    ) throws -> Program {
        started += 1
        var variables = environment
        for (name, value) in changes { variables[name] = value }
        let process = try ChildProcess(
            program,
            arguments: arguments,
            environment: variables,
            folder: path + "/" + subfolder,
            streams: [
                try input.map { try stream(of: $0) } ?? .nothing, .output("\(logs.path)/\(started).out"),
                .output("\(logs.path)/\(started).err"),
            ]
        )
        return Program(process: process, folder: logs, number: started)
    }

    /// A standard input that holds a text.
    private func stream(of text: String) throws -> ChildProcess.Stream {
        let path = "\(logs.path)/\(started).in"
        try Data(text.utf8).write(to: URL(filePath: path))
        return .file(path, flags: 0)
    }

    func rivya(
        _ arguments: String..., environment changes: [String: String?] = [:], below subfolder: String = ""
    ) async throws -> Ending {
        try await start(arguments, environment: changes, below: subfolder).end()
    }

    /// Runs a script that the simulator carries out in the same process, without waits that nobody needs.
    func simulate(_ script: String, _ arguments: String...) async throws -> Ending {
        try await start(["run", script, "--simulate", "--poll", "20ms", "--rate", "none"] + arguments).end()
    }

    /// Runs a script on the service of `use`, agreed to.
    func run(_ script: String, _ arguments: String...) async throws -> Ending {
        try await start(["run", script, "--yes", "--poll", "20ms", "--rate", "none"] + arguments).end()
    }

    // MARK: - Files

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try makeFolder((name as NSString).deletingLastPathComponent)
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    /// Makes a program of a shell's lines. Another process writes it: what any process has open for writing cannot be
    /// started, and a child that another test starts at the same time shares for a moment what this one has open.
    func writeProgram(_ lines: String, to name: String) async throws {
        try write("#!/bin/sh\n" + lines, to: name + ".text")
        let copying = try await shell("cp '\(name).text' '\(name)'; chmod 755 '\(name)'")
        guard copying.code == 0 else { throw ChildProcess.Failure(description: copying.text) }
    }

    func read(_ name: String) throws -> String { try folder.read(name) }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path + "/" + name))) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func copy(_ source: String, to name: String) throws {
        try FileManager.default.copyItem(atPath: source, toPath: path + "/" + name)
    }

    /// All files below a folder but those of galleries, as paths inside it, sorted; nothing where there is no such
    /// folder.
    func files(below name: String = "rivya-out") -> [String] {
        let found = FileManager.default.enumerator(atPath: path + "/" + name)?.allObjects as? [String] ?? []
        return found.filter { file in
            if file.split(separator: "/").contains("gallery") { return false }
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)/\(file)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}

/// Files of the project that tests share.
enum Project {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let examples = root.appending(path: "examples").path

    static let transcripts = root.appending(path: "Tests/Transcripts").path

    static func document(_ name: String) -> String { root.appending(path: "Documentation/\(name)").path }

    static func fixture(_ name: String) -> String { root.appending(path: "Tests/Fixtures/\(name)").path }
}
