import Foundation
import RivyaLanguage
import RivyaSimulator
import RivyaSyntax
import RivyaTerminal
import RivyaWeb

/// `rivya simulate`: serves the simulated service on this machine until it is stopped.
package struct SimulateCommand: Sendable {
    package var port: Int
    package var seed: UInt64
    /// Faults as `SIMULATOR` text, such as `create:lost@0.05`.
    package var faults: [String]
    package var credits: Int?
    /// Where the world lives on; nil for one that ends with the process.
    package var stateFile: String?
    /// Of 1, that a task fails.
    package var failureProbability = 0.0
    /// `quick`, `instant`, or a time as scripts write one.
    package var pace = "quick"
    /// How long a result's URL works, as scripts write a time; nil for ever.
    package var urlLifetime: String?
    package var keyLifetime: String?
    /// How long an upload can be referred to, as scripts write a time; nil for ever.
    package var uploadLifetime: String?
    package var marksReplays = false
    package var keepsRefusals = false
    /// A multiple of the catalog's prices.
    package var priceFactor = "1"
    /// Later multiples, as `TASKS:FACTOR`.
    package var priceJumps: [String] = []
    package var hidesReserves = false
    /// The keys of each account; all keys are of one where there is none.
    package var accounts: [[String]] = []
    /// Results have at least that many bytes.
    package var mediaBytes = 0

    package init(port: Int, seed: UInt64, faults: [String], credits: Int?, stateFile: String?) {
        self.port = port
        self.seed = seed
        self.faults = faults
        self.credits = credits
        self.stateFile = stateFile
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        let options: SimulatorOptions
        do {
            options = try simulatorOptions()
        } catch {
            surroundings.fail(error.message, help: error.help)
            return .badInput
        }
        do {
            let world = try SimulatorWorlds.open(
                file: stateFile.map { surroundings.absolute($0) }, options: options)
            let output = surroundings.output
            let server = SimulatorServer(world: world, port: port) { address in
                output.print(StyledText("the simulator listens on \(address)"))
                output.print(
                    StyledText("use it with: RIVYA_API_KEY=rvya_sk_any rivya run FILE --base-url \(address)", .dim),
                    to: .error)
            }
            try await server.runUntilStopped()
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private struct Misspelling: Error {
        var message: String
        var help: String
    }

    private func simulatorOptions() throws(Misspelling) -> SimulatorOptions {
        var options = SimulatorOptions(seed: seed)
        if let credits { options.startingCredits = Number(credits) }
        for text in faults {
            guard let fault = Fault(text) else {
                throw Misspelling(
                    message: "`\(text)` is no fault",
                    help: "a fault is `ROUTE:WHAT@PROBABILITY`, as in `create:lost@0.05`")
            }
            options.faults.append(fault)
        }
        options.failureProbability = failureProbability
        switch pace {
        case "quick": options.pace = .quick
        case "instant": options.pace = .instant
        default: options.pace = Pace(work: .fixed(try duration(pace)))
        }
        options.resultLifetime = try urlLifetime.map(duration)
        if let keyLifetime { options.keyRetention = try duration(keyLifetime) }
        options.uploadRetention = try uploadLifetime.map(duration)
        options.marksReplays = marksReplays
        options.keepsRefusals = keepsRefusals
        guard let factor = Number(priceFactor), !(factor < .whole(0)) else {
            throw Misspelling(
                message: "`\(priceFactor)` is no price factor",
                help: "a factor is a number from 0, such as `3` or `0.5`")
        }
        options.priceFactor = factor
        for text in priceJumps {
            guard let jump = PriceJump(text) else {
                throw Misspelling(
                    message: "`\(text)` is no jump of prices",
                    help: "a jump is `TASKS:FACTOR`: `10:3` asks three times the catalog's price from the 11th task on")
            }
            options.priceJumps.append(jump)
        }
        options.hidesReserves = hidesReserves
        options.minimumMediaBytes = mediaBytes
        options.accounts = accounts
        return options
    }

    private func duration(_ text: String) throws(Misspelling) -> Duration {
        if let duration = Duration(scriptText: text) { return duration }
        throw Misspelling(message: "`\(text)` is no time", help: "a time is a number and a unit: `500ms`, `2s`, `24h`")
    }
}
