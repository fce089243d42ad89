import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// `rivya simulate` on a free port; it ends with the test.
final class SimulatorProcess {
    /// What was really charged.
    struct Audit: Decodable {
        struct Entry: Decodable {
            var id: String
            var model: String
            var status: String
            var charged: Double
            var refunded: Double
        }

        var balance: Double
        var charged: Double
        var refunded: Double
        var taskCount: Int
        var repeatedBodies: Int
        var uploadCount: Int
        var tasks: [Entry]
    }

    let url: String
    private let program: Workplace.Program

    /// Starts one and makes the programs of a workplace use it.
    convenience init(_ arguments: String..., for workplace: Workplace) async throws {
        try await self.init(arguments, for: workplace)
    }

    init(_ arguments: [String], for workplace: Workplace) async throws {
        program = try workplace.start(["simulate"] + arguments)
        // The second line comes last.
        try await program.wait(for: "use it with")
        let words = try program.said().output.split(whereSeparator: \.isWhitespace)
        url = String(words.first { $0.hasPrefix("http://") } ?? "")
        workplace.use(url)
    }

    func audit() async throws -> Audit {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Audit.self, from: try await get("audit"))
    }

    /// The bodies of the requests for tasks, as they arrived.
    func requests() async throws -> [String] {
        struct List: Decodable { var data: [String] }
        return try JSONDecoder().decode(List.self, from: try await get("requests")).data
    }

    func stop() async throws -> Workplace.Ending {
        program.send(signal: SIGTERM)
        return try await program.end()
    }

    private func get(_ name: String) async throws -> Data {
        try await URLSession.shared.data(from: URL(string: "\(url)/simulator/\(name)")!).0
    }
}
