import Foundation
import RivyaCatalog
import RivyaGallery
import RivyaRuns
import RivyaSyntax
import RivyaWeb

/// Tells of an error that ends a command.
enum Problem {
    static func show(_ error: any Error, in surroundings: Surroundings) -> ExitCode {
        switch error {
        case let error as ServiceError:
            let request = error.requestID.map { " (request \($0))" } ?? ""
            surroundings.fail(TerminalText.safe(error.message + request), help: help(for: error))
            return ExitCode(error)
        case let error as StoreError:
            surroundings.fail(TerminalText.safe(error.message), help: error.help)
            return ExitCode(error)
        case let error as GalleryFolder.Failure:
            surroundings.fail(TerminalText.safe(error.message), help: error.help)
            return .badInput
        case let error as CommandProblem:
            surroundings.fail(TerminalText.safe(error.message), help: error.help)
            return .badInput
        case let error as JobFilter.Failure:
            DiagnosticReport(surroundings: surroundings, isJSON: false).show(error.diagnostics)
            return .badInput
        case let error as SimulatorStateFile.Failure:
            surroundings.fail(TerminalText.safe(error.message), help: error.help)
            return .badInput
        case let error as LoopbackServer.Failure:
            switch error {
            case .portInUse(let port):
                surroundings.fail(
                    "port \(port) is in use", help: "choose another one with `--port`; 0 takes a free one")
            case .cannotListen(let port, let reason):
                surroundings.fail("cannot listen on port \(port): \(TerminalText.safe(reason))")
            }
            return .badInput
        case let error as CatalogError:
            surroundings.fail(TerminalText.safe(error.message))
            return .unreachable
        case is CancellationError:
            return .interrupted
        default:
            surroundings.fail(TerminalText.safe(error.localizedDescription))
            return .badInput
        }
    }

    private static func help(for error: ServiceError) -> String? {
        switch error.kind {
        case .api(.apiKeyMissing):
            "store one with `rivya login`, or set `RIVYA_API_KEY`; `--simulate` needs no key and costs nothing"
        case .api(.apiKeyInvalid), .api(.apiKeyRevoked), .api(.apiKeyExpired):
            "make a new key in the service's settings; `rivya login` stores it, `RIVYA_API_KEY` wins over a stored one"
        case .api(.apiScopeDenied): "the key lacks a scope: make one that has it"
        case .api(.rateLimited), .api(.publicAPIDisabled): "try again later"
        case .unreachable: "check the network and the base URL; `--simulate` works without a network"
        default: nil
        }
    }
}

/// Something on the command line does not fit: what it names is not there, or cannot be written.
struct CommandProblem: Error {
    var message: String
    var help: String?
}
