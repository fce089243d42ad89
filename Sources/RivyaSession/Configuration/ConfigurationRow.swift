import Foundation
import RivyaClient
import RivyaLanguage
import RivyaSyntax

/// A line of `rivya config`: a name, the value that counts, and where it comes from.
struct ConfigurationRow {
    enum Source: String {
        case flag, environment, project, file, keys, standard = "default"
    }

    var name: String
    /// nil for none.
    var value: String?
    var source: Source
    /// The variable, the file with its line, or the folder.
    var place: String?

    /// In a few words: `environment: RIVYA_HOME`.
    var origin: String { source.rawValue + (place.map { ": \($0)" } ?? "") }

    var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("value", value.map { .string($0) } ?? .null),
            .init("source", .string(source.rawValue)), .init("place", place.map { .string($0) } ?? .null),
        ])
    }
}

extension ConfigurationRow {
    /// Every setting, in the order in which it is shown. Throws where the base URL or the file of keys is wrong.
    static func all(baseURL: String?, home: String?, in surroundings: Surroundings) throws -> [ConfigurationRow] {
        let base = try ServiceConnection.endpoint(baseURL, in: surroundings)
        var rows = [
            row(.baseURL, value: base.identity, flag: baseURL, variable: "RIVYA_BASE_URL", surroundings),
            try key(for: base, surroundings), state(home, surroundings),
        ]
        rows.append(row(.simulate, surroundings))
        rows += Setting.allCases.map { row(.setting($0), surroundings) }
        rows.append(row(.color, surroundings))
        rows.append(editor(surroundings))
        // Whoever has set none of them has no use for them here.
        rows += NetworkSettings(environment: surroundings.environment).shown.map { variable in
            .init(name: variable.name, value: variable.value, source: .environment, place: variable.spelling)
        }
        return rows
    }

    private static func row(
        _ name: ConfigurationName, value: String? = nil, flag: String? = nil, variable: String? = nil,
        _ surroundings: Surroundings
    ) -> ConfigurationRow {
        if let flag { return .init(name: name.text, value: value ?? flag, source: .flag) }
        if let variable, let text = surroundings.environment[variable], !text.isEmpty {
            return .init(name: name.text, value: value ?? text, source: .environment, place: variable)
        }
        if let entry = surroundings.configuration.entries[name] {
            return .init(name: name.text, value: entry.text, source: .file, place: place(entry, surroundings))
        }
        return .init(name: name.text, value: value ?? name.defaultText, source: .standard)
    }

    private static func place(_ entry: Configuration.Entry, _ surroundings: Surroundings) -> String? {
        surroundings.configurationFolder.map { "\($0.configuration):\(entry.line)" }
    }

    private static func key(for base: BaseURL, _ surroundings: Surroundings) throws -> ConfigurationRow {
        switch try ServiceConnection.findKey(for: base, in: surroundings) {
        case .environment(let key)?:
            .init(name: "key", value: key.masked, source: .environment, place: "RIVYA_API_KEY")
        case .stored(let key, let file)?: .init(name: "key", value: key.masked, source: .keys, place: file.path)
        case nil: .init(name: "key", value: nil, source: .standard)
        }
    }

    private static func state(_ home: String?, _ surroundings: Surroundings) -> ConfigurationRow {
        let found = StateFolder.find(home: home, in: surroundings)
        let variable = surroundings.environment["RIVYA_HOME"] ?? ""
        let source: Source =
            if home != nil {
                .flag
            } else if !variable.isEmpty {
                .environment
            } else {
                FileManager.default.fileExists(atPath: found.path) ? .project : .standard
            }
        return .init(
            name: "home", value: found.path, source: source, place: source == .environment ? "RIVYA_HOME" : nil)
    }

    private static func editor(_ surroundings: Surroundings) -> ConfigurationRow {
        if surroundings.configuration.entries[.editor] != nil { return row(.editor, surroundings) }
        for variable in Surroundings.editorVariables where surroundings.environment[variable]?.isEmpty == false {
            return row(.editor, variable: variable, surroundings)
        }
        return row(.editor, surroundings)
    }
}
