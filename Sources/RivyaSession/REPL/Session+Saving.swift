import Foundation
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// A path as it was typed, with `~/` for the home folder.
    func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = surroundings.environment["HOME"], !home.isEmpty else { return path }
        return home + "/" + path.dropFirst(2)
    }

    /// `:save FILE`
    func save(_ typed: String) async -> ExitCode {
        guard !interpreter.journal.isEmpty else {
            return fail("there is nothing to save yet", help: "statements are saved once they were carried out")
        }
        let path = expanded(typed)
        let absolute = surroundings.absolute(path)
        if FileManager.default.fileExists(atPath: absolute) {
            switch await floor.ask(StyledText("`\(path)` exists. Replace it?")) {
            case .yes: break
            case .no:
                screen.output.print(StyledText("`\(path)` is as it was"), to: .error)
                return .success
            case .cannotAsk: return fail("`\(path)` exists, and is as it was", help: "save under another name")
            }
        }
        let (script, check) = savedScript(at: path)
        script.warnings.forEach { surroundings.warn(TerminalText.safe($0)) }
        if !check.isSame, let code = await refuseOrAsk(check, path) { return code }
        do {
            try Data(script.text.utf8).write(to: URL(fileURLWithPath: absolute), options: .atomic)
        } catch {
            return fail("`\(path)` cannot be written", help: "give a path in a folder of yours")
        }
        let reading = check.needsReading ? " --allow-read \(surroundings.workingFolder)" : ""
        screen.output.print(StyledText("saved \(path): `rivya plan \(path)\(reading)` shows what it makes"))
        return .success
    }

    /// The script that makes the same requests where it will lie; the first of several ways to write it of which that is
    /// true, else the plainest.
    private func savedScript(at path: String) -> (SavedScript, SavedScriptCheck) {
        let journal = interpreter.journal
        let jobNames = Set(interpreter.variables.filter { !$0.value.jobIndexes.isEmpty }.map(\.name) + ["_"])
        let target = surroundings.folder(of: path)
        let folders = Set(journal.entries.map { SourceFolder(of: $0.file.name).path }).map {
            $0.isEmpty ? surroundings.workingFolder : $0
        }
        func paths(_ zeal: SavedPaths.Zeal) -> SavedPaths {
            SavedPaths(
                workingFolder: surroundings.workingFolder, target: target, zeal: zeal, jobNames: jobNames)
        }
        func attempt(_ zeal: SavedPaths.Zeal) -> (SavedScript, SavedScriptCheck) {
            let places = paths(zeal)
            let script = SavedScript(journal, paths: places)
            let check = SavedScriptCheck(
                script, at: path, readable: folders + [surroundings.workingFolder], jobs: jobs,
                catalog: interpreter.catalog, options: options.script, settings: interpreter.initialSettings,
                workingFolder: surroundings.workingFolder)
            return (script, check)
        }
        let plain = attempt(.literals)
        guard !plain.1.isSame, journal.entries.contains(where: { paths(.literals).moves($0.file) }) else {
            return plain
        }
        for zeal in SavedPaths.Zeal.allCases.dropFirst() {
            let other = attempt(zeal)
            if other.1.isSame { return other }
        }
        return plain
    }

    /// Says what differs; nil where it is to be written all the same.
    private func refuseOrAsk(_ check: SavedScriptCheck, _ path: String) async -> ExitCode? {
        if !check.diagnostics.isEmpty {
            surroundings.warn("the script would not be right where it lies")
            DiagnosticReport(surroundings: surroundings, isJSON: false).show(check.diagnostics)
        }
        check.differences.forEach { surroundings.warn(TerminalText.safe($0)) }
        switch await floor.ask(StyledText("`\(path)` would not do what the session did. Save it all the same?")) {
        case .yes: return nil
        case .no:
            screen.output.print(StyledText("nothing was saved"), to: .error)
            return .success
        case .cannotAsk:
            return fail(
                "`\(path)` would not do what the session did, and was not saved",
                help: "`:drop N` leaves the statement of a job out")
        }
    }

    /// `:drop N`
    func drop(_ argument: String) -> ExitCode {
        guard let number = Int(argument), jobs[number] != nil else { return refuseJob(argument) }
        guard let entry = interpreter.journal.toggleDrop(ofJob: number) else {
            return fail("no statement that `:save` writes has made job \(number)")
        }
        let count = entry.jobs.count
        let what = count == 1 ? "the statement of job \(number)" : "the statement of \(counted(count, "job"))"
        screen.output.print(
            StyledText(entry.isDropped ? "\(what) is left out of what `:save` writes" : "\(what) is saved again"))
        screen.output.print(StyledText(TerminalText.safe(entry.text), .dim))
        return .success
    }
}
