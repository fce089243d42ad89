import RivyaRuns
import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// `:vars`
    func showVariables() -> ExitCode {
        let variables = interpreter.variables
        let functions = interpreter.functions
        guard !variables.isEmpty || !functions.isEmpty else {
            screen.output.print("nothing is declared yet: `let name = value` declares a variable")
            return .success
        }
        var table = TextTable([.fixed("name"), .fixed("type"), .wrapped("value")])
        for (name, value) in variables {
            table.append([
                StyledText("$\(name)", .bold), StyledText(value.typeName), StyledText(summary(of: value), .dim),
            ])
        }
        for function in functions {
            let parameters = function.parameters.map { $0.defaultValue == nil ? $0.name.name : "\($0.name.name)=..." }
            table.append([
                StyledText(function.name.name, .bold), StyledText("function"),
                StyledText("\(function.name.name)(\(parameters.joined(separator: ", ")))", .dim),
            ])
        }
        screen.output.print(table)
        return .success
    }

    /// A value on one line; a long one is only counted.
    private func summary(of value: Value) -> String {
        switch value {
        case .list(let list) where list.items.count > 20: counted(list.items.count, "item")
        case .record(let record) where record.fields.count > 20: counted(record.fields.count, "field")
        case .job(let job): "\(job.text)\(jobs[job.index].map { ", \($0.stateText)" } ?? "")"
        default: ValueLayout.line(of: value)
        }
    }

    /// `:set [NAME VALUE]`
    func set(_ argument: String) async -> ExitCode {
        if !argument.isEmpty {
            return await evaluate(SourceFile(name: options.name, text: "set \(argument)\n"), path: nil)
        }
        var table = TextTable([.fixed("setting"), .fixed("value"), .wrapped("about")])
        for setting in Setting.allCases {
            let value = interpreter.settings.text(of: setting)
            table.append([
                StyledText(setting.rawValue, .bold),
                value.map { StyledText($0) } ?? StyledText(setting.defaultText, .dim), StyledText(setting.summary),
            ])
        }
        screen.output.print(table)
        return .success
    }

    /// `:budget [N]`
    func setBudget(_ argument: String) async -> ExitCode {
        if !argument.isEmpty {
            let code = await evaluate(SourceFile(name: options.name, text: "set budget \(argument)\n"), path: nil)
            if code != .success { return code }
        }
        guard let budget = interpreter.settings.budget else {
            screen.output.print("there is no budget; \(counted(jobs.spent, "credit")) spent in this session")
            return .success
        }
        let left = max(budget - jobs.committed, .whole(0))
        screen.output.print("\(left) of \(counted(budget, "credit")) left")
        return .success
    }
}

extension ProgramSettings {
    /// A setting as a script would write it; nil where nothing is said.
    func text(of setting: Setting) -> String? {
        switch setting {
        case .budget: budget?.description
        case .concurrency: concurrency.map(String.init)
        case .rate:
            switch rate {
            case .unlimited: "none"
            case .perSecond(let rate): rate.description
            case nil: nil
            }
        case .poll: poll.map(JobCard.duration)
        case .output: output?.text
        case .onError: onError?.rawValue
        case .retries: retries.map(String.init)
        case .timeout: timeout.map(JobCard.duration)
        }
    }
}

extension JobCard {
    /// As scripts write it: `500ms`, `5s`, `10m`.
    static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        if milliseconds % 60_000 == 0, milliseconds > 0 { return "\(milliseconds / 60_000)m" }
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }
}
