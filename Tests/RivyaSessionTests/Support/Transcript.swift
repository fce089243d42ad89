import Foundation
import RivyaCatalog
import Synchronization

@testable import RivyaSession
@testable import RivyaTerminal

/// A session as a file of `Tests/Transcripts` has it: what is typed, and what is shown.
///
/// `> ` begins a typed line, `... ` goes on with a statement, `>| ` and ` | ` are the lines of a paste, `^C` is the
/// key, and `? ` answers a question. `@ ` begins a line about the session: `@ key` lets it talk to a service with a key, the
/// rest are options of the command line. Everything else is output. What differs from run to run is replaced: `RUN` is
/// a run's id, `N s` a time.
struct Transcript {
    let name: String
    let text: String
    /// Of the lines that begin with `@`.
    private(set) var options: [String] = []
    private var inputs: [Line] = []
    private var answers: [String] = []

    static let all: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Project.transcripts)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }()

    init(_ name: String) throws {
        self.name = name
        text = try String(contentsOfFile: "\(Project.transcripts)/\(name).txt", encoding: .utf8)
        var paste: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix(" | "), !paste.isEmpty {
                paste.append(String(line.dropFirst(3)))
                continue
            }
            if !paste.isEmpty { inputs.append(.pastedChunk(paste.joined(separator: "\n") + "\n")) }
            paste = []
            switch line {
            case "> ^C", "... ^C": inputs.append(.interrupted)
            case ">", "...": inputs.append(.line(""))
            case _ where line.hasPrefix(">| "): paste = [String(line.dropFirst(3))]
            case _ where line.hasPrefix("> "): inputs.append(.line(String(line.dropFirst(2))))
            case _ where line.hasPrefix("... "): inputs.append(.line(String(line.dropFirst(4))))
            case _ where line.hasPrefix("? "): answers.append(String(line.dropFirst(2)))
            case _ where line.hasPrefix("@ "): options.append(String(line.dropFirst(2)))
            default: continue
            }
        }
        if !paste.isEmpty { inputs.append(.pastedChunk(paste.joined(separator: "\n") + "\n")) }
    }

    /// What a session really shows for these inputs, in the form of the file.
    func played(in workplace: Workplace) async throws -> String {
        let path = workplace.path + "/.shown"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let output = TerminalOutput(
            output: .plain, error: .plain, outputDescriptor: descriptor, errorDescriptor: descriptor)
        var environment = workplace.environment
        environment["LC_ALL"] = "C.UTF-8"
        let surroundings = Surroundings(output: output, environment: environment, workingFolder: workplace.path)
        var scriptOptions = ScriptOptions()
        scriptOptions.set("poll", to: "20ms")
        scriptOptions.set("rate", to: "none")
        scriptOptions.usesBundledCatalog = true
        var command = REPLCommand(options: scriptOptions)
        command.isSimulated = !options.contains("key") && !options.contains("no key")
        command.isAgreed = options.contains("yes")
        for option in options { output.write("@ \(option)\n") }
        let answers = Mutex(answers)
        let code = try await command.converse(
            reader: ScriptedReader(inputs, output: output), vocabulary: SessionVocabulary(jobs: SessionJobs()),
            catalog: .bundled(),
            home: StateFolder(path: workplace.path + "/.rivya"), in: surroundings
        ) { question in
            let answer = answers.withLock { $0.isEmpty ? "n" : $0.removeFirst() }
            output.write("\(question.plain)\n? \(answer)\n")
            return answer == "y" ? .yes : .no
        }
        if code != .success { output.write("@ ends with \(code.rawValue)\n") }
        return Self.steady(try workplace.read(".shown"), workplace)
    }

    /// Without what differs from run to run.
    private static func steady(_ text: String, _ workplace: Workplace) -> String {
        var text = text.replacing(workplace.path, with: "FOLDER")
        text = text.replacing(#/rivya-out/[^/ {]+//#, with: "rivya-out/RUN/")
        text = text.replacing(#/rivya resume [a-z0-9-]+/#, with: "rivya resume RUN")
        text = text.replacing(#/\b[0-9]+(\.[0-9]+)? s\b/#, with: "N s")
        text = text.replacing(#/http://127\.0\.0\.1:[0-9]+[^ \n]*/#, with: "URL")
        return text.replacing(#/\n  task +[A-Za-z0-9_-]+/#, with: "\n  task        TASK")
    }
}

/// Types what a transcript says, and shows it where it belongs.
final class ScriptedReader: LineReader {
    let isInteractive = true
    private let inputs: Mutex<[Line]>
    private let output: TerminalOutput

    init(_ inputs: [Line], output: TerminalOutput) {
        self.inputs = Mutex(inputs)
        self.output = output
    }

    func readLine(prompt: StyledText) async throws -> Line {
        guard let input = inputs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return .endOfFile }
        let mark = prompt.plain.hasSuffix("... ") ? "..." : ">"
        switch input {
        case .line(let line): output.write(line.isEmpty ? "\(mark)\n" : "\(mark) \(line)\n")
        case .malformed(let bytes): output.write("\(mark) \(bytes.count) bytes that are not UTF-8\n")
        case .pastedChunk(let chunk):
            let lines = chunk.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
            for (place, line) in lines.enumerated() { output.write("\(place == 0 ? ">|" : " |") \(line)\n") }
        case .interrupted: output.write("\(mark) ^C\n")
        case .upwards, .endOfFile: break
        }
        return input
    }

    func remember(_ statement: String) {}
}
