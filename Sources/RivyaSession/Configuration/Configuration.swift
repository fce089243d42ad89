import Foundation
import RivyaCatalog
import RivyaClient
package import RivyaLanguage
import RivyaRuns
package import RivyaSyntax
package import RivyaTerminal

/// What the user's configuration file says (`Documentation/Configuration.md`), and what is wrong with it.
package struct Configuration: Sendable {
    /// As written, and where.
    struct Entry: Sendable {
        var text: String
        /// From 1.
        var line: Int
    }

    package private(set) var baseURL: String?
    /// Whether commands take the simulated service where they are not told otherwise.
    package private(set) var simulates = false
    package private(set) var color: ColorChoice?
    package private(set) var editor: String?
    /// Below what a script and the command line say.
    package private(set) var settings = ProgramSettings()
    /// Errors, ordered by position.
    package private(set) var diagnostics: [Diagnostic] = []
    private(set) var entries: [ConfigurationName: Entry] = [:]

    /// Nothing is configured.
    package init() {}

    /// Reads the file of a folder; one that is not there says nothing.
    package static func load(from folder: ConfigurationFolder?) -> Configuration {
        guard let folder else { return Configuration() }
        let path = folder.configuration
        guard let data = FileManager.default.contents(atPath: path) else {
            guard FileManager.default.fileExists(atPath: path) else { return Configuration() }
            var unreadable = Configuration()
            unreadable.diagnostics = [
                Diagnostic(
                    .unreadableScript, "the configuration file `\(path)` cannot be read",
                    file: SourceFile(name: path, bytes: []), range: SourceRange(0, 0),
                    help: "it must be a file that you may read")
            ]
            return unreadable
        }
        return Configuration(SourceFile(name: path, bytes: Array(data)))
    }

    init(_ file: SourceFile) {
        let members: [JSONValue.PlacedMember]
        do throws(JSONError) {
            members = try JSONValue.placedMembers(parsing: file.bytes)
        } catch {
            diagnostics = [
                Diagnostic(
                    .badJSON, "the configuration file is not valid JSON: \(error.message)", file: file,
                    range: SourceRange(error.offset, min(error.offset + 1, file.bytes.count)),
                    help: "it is one object, such as `{\"budget\": 500}`")
            ]
            return
        }
        for member in members { take(member, file) }
    }

    private mutating func take(_ member: JSONValue.PlacedMember, _ file: SourceFile) {
        guard let name = ConfigurationName(member.key) else {
            diagnostics.append(Self.unknownName(member, file))
            return
        }
        guard entries[name] == nil else {
            diagnostics.append(
                Diagnostic(
                    .repeatedKey, "`\(member.key)` is there twice", file: file, range: member.keyRange,
                    help: "leave one of them out"))
            return
        }
        entries[name] = Entry(
            text: member.value.string ?? member.value.text, line: file.line(at: member.keyRange.lower))
        if member.value.isNull {
            // As in scripts: as if it was not given.
            entries[name] = nil
            return
        }
        do throws(CatalogProblem) {
            try set(name, to: member.value)
        } catch {
            diagnostics.append(
                Diagnostic(
                    error.code, error.message, file: file, range: member.valueRange,
                    labels: error.label.map { [.init(member.valueRange, $0)] } ?? [], help: error.help))
        }
    }

    private mutating func set(_ name: ConfigurationName, to value: JSONValue) throws(CatalogProblem) {
        func problem(_ expected: String) -> CatalogProblem {
            CatalogProblem(
                .badSetting, "`\(name.text)` cannot be \(value.string == nil ? "this" : "`\(value.string!)`")",
                label: "expected \(expected)")
        }
        switch name {
        case .setting(let setting): try settings.set(setting, to: Value(value))
        case .baseURL:
            guard let text = value.string else { throw problem("text such as `https://rivya.ai`") }
            do throws(ServiceError) {
                _ = try BaseURL(text)
            } catch {
                throw CatalogProblem(.badSetting, error.message)
            }
            baseURL = text
        case .simulate:
            guard let isOn = value.bool else { throw problem("`true` or `false`") }
            simulates = isOn
        case .color:
            guard let choice = value.string.flatMap(ColorChoice.init) else {
                throw problem("`auto`, `always` or `never`")
            }
            color = choice
        case .editor:
            guard let text = value.string, !text.isEmpty else { throw problem("a command such as `code --wait`") }
            editor = text
        }
    }

    private static func unknownName(_ member: JSONValue.PlacedMember, _ file: SourceFile) -> Diagnostic {
        let known = ConfigurationName.all.map(\.text)
        let list = "the names are: \(known.joined(separator: ", "))"
        let help: String
        if member.key.lowercased().contains("key") {
            help = "keys are kept apart: `rivya login` stores one"
        } else {
            help = Suggestion.nearest(to: member.key, among: known).map { "did you mean `\($0)`?" } ?? list
        }
        return Diagnostic(
            .unknownSetting, "there is no setting `\(TerminalText.safe(member.key))`", file: file,
            range: member.keyRange, help: help)
    }
}
