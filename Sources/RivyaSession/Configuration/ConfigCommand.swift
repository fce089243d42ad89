import RivyaSyntax
import RivyaTerminal

/// `rivya config`: every setting, its value, and where it comes from. Sends nothing, and shows no key.
package struct ConfigCommand: Sendable {
    package var baseURL: String?
    package var home: String?
    package var isJSON: Bool

    package init(baseURL: String?, home: String?, isJSON: Bool) {
        self.baseURL = baseURL
        self.home = home
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) -> ExitCode {
        if let code = surroundings.refuseConfiguration(isJSON: isJSON) { return code }
        let rows: [ConfigurationRow]
        do {
            rows = try ConfigurationRow.all(baseURL: baseURL, home: home, in: surroundings)
        } catch {
            return Problem.show(error, in: surroundings)
        }
        let output = surroundings.output
        guard !isJSON else {
            output.write(rows.map { $0.json.text + "\n" }.joined())
            return .success
        }
        var table = TextTable([.fixed("setting"), .wrapped("value"), .wrapped("from")])
        for row in rows {
            table.append([
                StyledText(row.name), row.value.map { StyledText($0) } ?? StyledText("none", .dim),
                StyledText(row.origin),
            ])
        }
        output.print(table)
        if let folder = surroundings.configurationFolder, surroundings.configuration.entries.isEmpty {
            output.print("no configuration in \(folder.configuration)", to: .error)
        }
        return .success
    }
}
