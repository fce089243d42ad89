import RivyaSyntax
import RivyaCatalog

extension Topic {
    static let functions: [Topic] = Builtin.all.map { builtin in
        Topic(
            builtin.name, .functions, builtin.summary,
            [.code(builtin.signature), .example("print \(builtin.example)  # \(builtin.exampleOutput)")])
    }

    static let options: [Topic] = GenOption.allCases.map { kind in
        Topic(
            kind.flag, .options, aliases: [kind.rawValue], kind.summary,
            [.code("gen MODEL \"prompt\" \(kind.flag) \(kind.valueName)")]
                + kind.details.map { .text($0) })
    }

    static let settings: [Topic] = Setting.allCases.map { setting in
        Topic(
            setting.rawValue, .settings, setting.summary,
            [
                .code("set \(setting.rawValue) VALUE"),
                .text(
                    "Default: `\(setting.defaultText)`"
                        + (setting.simulatedDefaultText.map { ", with `--simulate` `\($0)`" } ?? "")
                        + ". The flag `--\(setting.flag)` wins over the script."),
            ] + (setting == .output ? [.text(OutputTemplate.fieldsSentence)] : []))
    }

    static let errors: [Topic] = ErrorIndex.entries.map { entry in
        Topic(entry.code.rawValue, .errors, entry.title, entry.blocks)
    }
}

extension Setting {
    /// The name of its flag on the command line, without the hyphens.
    package var flag: String { String(rawValue.map { $0 == "_" ? "-" : $0 }) }
}
