import RivyaLanguage
import RivyaSyntax

/// The program's manual page, in the `man` macros of roff.
///
/// It is made from what the program knows of itself, its commands, settings and exit codes, so it cannot say anything
/// else than the program does.
struct ManualPage {
    private let command: Command

    /// - Parameter help: the command line as JSON, as swift-argument-parser describes it.
    init(help: String) throws(JSONError) {
        command = Command(try JSONValue(parsing: Array(help.utf8))["command"] ?? .null)
    }

    var roff: String {
        var page = RoffText()
        page.heading(command.name, version: Version.text)
        page.section("NAME")
        page.paragraph("\(command.name) - \(command.abstract.withoutPeriod)")
        page.section("SYNOPSIS")
        page.example(command.subcommands.map { "\(command.name) \($0.synopsis)" })
        page.section("DESCRIPTION")
        for paragraph in Self.description { page.paragraph(paragraph) }
        page.section("EXAMPLES")
        for (command, meaning) in Self.examples { page.item(command, meaning) }
        page.section("COMMANDS")
        for subcommand in command.subcommands { add(subcommand, to: &page) }
        page.section("THE SESSION")
        page.paragraph(
            "`\(command.name)` alone begins a session: statements are typed one after the other, and their jobs go on while "
                + "the next ones are typed.")
        page.subsection("Keys")
        for (key, meaning) in Self.keys { page.item(key, meaning) }
        page.subsection("Commands of the session")
        page.paragraph("A command may be shortened as long as only one begins so.")
        for command in MetaCommand.all { page.item(command.usage, command.summary) }
        page.section("SETTINGS")
        page.paragraph(
            "Of a run. A flag wins over `set NAME VALUE` in the script, the script over the configuration file.")
        for setting in Setting.allCases {
            let simulated = setting.simulatedDefaultText.map { ", with `--simulate` \($0)" } ?? ""
            page.item(setting.rawValue, "\(setting.summary). Default: \(setting.defaultText)\(simulated)")
        }
        page.section("EXIT STATUS")
        for code in ExitCode.allCases { page.item(String(code.rawValue), code.summary) }
        page.section("ENVIRONMENT")
        for (name, summary) in Self.environment { page.item(name, summary) }
        page.section("FILES")
        for (name, summary) in Self.files { page.item(name, summary) }
        return page.text
    }

    private func add(_ subcommand: Command, to page: inout RoffText) {
        page.subsection("\(command.name) \(subcommand.synopsis)")
        page.paragraph(subcommand.abstract)
        if !subcommand.discussion.isEmpty { page.paragraph(subcommand.discussion) }
        for argument in subcommand.arguments { page.item(argument.form, argument.summary) }
    }

    private static let description = [
        "rivya turns a script into requests to the Rivya API, tells what they cost, sends them a few at a time, and puts "
            + "every result into a file. A script always ends and can be planned without a network. What was paid for "
            + "is not paid for again.",
        "Without a key, `--simulate` does the same against a copy of the service inside the program. `rivya doc` "
            + "explains the language, `rivya doc gen` a word of it, `rivya model ID` a model.",
    ]

    private static let examples = [
        ("rivya --simulate", "begins a session with the simulated service: no key, no credits"),
        ("rivya -e 'gen z-image \"a paper boat\"' --budget 5", "carries one statement out, for 5 credits at most"),
        ("rivya plan sweep.rivya", "shows the requests of a script and what they cost"),
        ("rivya run sweep.rivya --budget 500", "runs it, and reserves no more than 500 credits"),
        ("rivya run sweep.rivya --pilot", "runs the fewest cells that have every value of every axis first"),
        ("rivya resume", "takes up what earlier runs left open"),
        ("rivya jobs --where 'rating >= 4'", "lists the jobs of the latest run that have four stars or five"),
        ("rivya gallery --serve", "shows the latest run in a browser, and keeps what is thought of it"),
    ]

    private static let keys = [
        ("Return", "carries the statement out, or goes on with it"),
        ("Tab", "completes; a second one lists what is possible"),
        ("Up, Down, ^R", "go through the history, search it"),
        ("^C", "drops what is typed; stops a statement, or stops waiting, and its jobs go on"),
        ("^D", "leaves; asks before jobs are dropped that wait to be sent"),
        ("^Z", "suspends the session"),
    ]

    private static let environment = [
        ("RIVYA_API_KEY", "the API key; wins over a stored one"),
        ("RIVYA_BASE_URL", "the service, where --base-url does not say; wins over the configuration file"),
        ("RIVYA_HOME", "the state folder, where --home does not say"),
        ("XDG_CONFIG_HOME", "where the folder rivya with the configuration is; else ~/.config"),
        ("VISUAL, EDITOR", "the editor, where the configuration file does not say"),
        ("NO_COLOR", "not empty: no colours; color in the configuration file wins"),
    ]

    private static let files = [
        ("~/.config/rivya/config.json", "the configuration: `rivya config` shows what counts"),
        ("~/.config/rivya/keys.json", "the keys that `rivya login` stored, for their user only"),
        (".rivya/", "the state: what was sent and paid, in the nearest folder that has one"),
        ("rivya-out/", "results, unless a template says otherwise"),
    ]
}

/// A command of the command line.
private struct Command {
    struct Argument {
        /// `--budget budget`, `[run]`.
        var form: String
        var summary: String
        var isPositional: Bool
    }

    var name: String
    var abstract: String
    var discussion: String
    var arguments: [Argument]
    var subcommands: [Command]

    init(_ json: JSONValue) {
        name = json["commandName"]?.string ?? ""
        abstract = json["abstract"]?.string ?? ""
        discussion = json["discussion"]?.string ?? ""
        arguments = (json["arguments"]?.array ?? []).compactMap(Argument.init)
        subcommands = (json["subcommands"]?.array ?? []).filter { $0["shouldDisplay"]?.bool ?? true }.map(Command.init)
            .filter { $0.name != "help" }
    }

    /// Options are told one by one below.
    var synopsis: String {
        let positional = arguments.filter(\.isPositional).map(\.form)
        return ([name] + (positional.count < arguments.count ? ["[options]"] : []) + positional).joined(separator: " ")
    }
}

extension Command.Argument {
    /// nil for one that is not shown, and for the help that every command has.
    fileprivate init?(_ json: JSONValue) {
        guard json["shouldDisplay"]?.bool ?? true else { return nil }
        let name = json["valueName"]?.string ?? ""
        summary = json["abstract"]?.string ?? ""
        isPositional = json["kind"]?.string == "positional"
        if isPositional {
            let isOptional = json["isOptional"]?.bool ?? false
            let repeats = json["isRepeating"]?.bool == true ? "..." : ""
            form = isOptional ? "[\(name)\(repeats)]" : name + repeats
            return
        }
        let names = (json["names"]?.array ?? []).compactMap { item -> String? in
            guard let name = item["name"]?.string else { return nil }
            return (item["kind"]?.string == "long" ? "--" : "-") + name
        }
        guard !names.contains("--help"), !names.contains("--version") else { return nil }
        form = names.joined(separator: ", ") + (json["kind"]?.string == "option" ? " \(name)" : "")
    }
}

extension String {
    fileprivate var withoutPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}
