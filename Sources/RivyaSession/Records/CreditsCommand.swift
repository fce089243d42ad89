import RivyaClient
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya credits`: what the account has, and what of it may still move.
package struct CreditsCommand: Sendable {
    package var home: String?
    package var baseURL: String?
    package var isSimulated: Bool
    package var isJSON: Bool

    package init(home: String?, baseURL: String?, isSimulated: Bool, isJSON: Bool) {
        self.home = home
        self.baseURL = baseURL
        self.isSimulated = isSimulated
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        if let code = surroundings.refuseConfiguration() { return code }
        let account = Account(baseURL: baseURL, isSimulated: isSimulated)
        let folder = StateFolder.find(home: home, in: surroundings)
        let state = account.state(in: folder)
        do {
            let identity = try account.identity(in: surroundings)
            let balance = try await account.connect(in: surroundings, state: state) { connection in
                try await connection.service.credits()
            }
            let open = try await state.ledgerReader()?.openCharges(identity: identity) ?? ChargeSums()
            if isJSON {
                let json = JSONValue.object([
                    .init("account", .string(identity)), .init("balance", .number(balance)),
                    .init("reserved", .number(open.reserved)), .init("unknown", .optional(open.unknown)),
                ])
                surroundings.output.write(json.text + "\n")
            } else {
                show(balance, open, identity, surroundings.output)
            }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func show(_ balance: Number, _ open: ChargeSums, _ identity: String, _ output: TerminalOutput) {
        output.print(StyledText(counted(balance, "credit"), .bold) + "  \(TerminalText.safe(identity))")
        if !open.reserved.isZero {
            output.print("\(counted(open.reserved, "credit")) of this ledger's jobs are reserved, without a final word")
        }
        if open.unknown > 0 {
            output.print(
                "\(counted(open.unknown, "charge")) of this ledger's jobs \(open.unknown == 1 ? "is" : "are") unknown")
        }
        if open != ChargeSums() {
            let flag = isSimulated ? " --simulate" : ""
            output.print("  = help: `rivya resume\(flag)` asks what became of them", to: .error)
        }
    }
}
