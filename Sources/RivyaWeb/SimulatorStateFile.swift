import Foundation
package import RivyaSyntax

/// The file in which a simulated world lives on between processes.
package struct SimulatorStateFile: Sendable {
    package struct Failure: Error, Sendable, Hashable {
        package var message: String
    }

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The saved state for `SimulatedService(snapshot:)`; nil where nothing was saved yet.
    package func load() throws(Failure) -> JSONValue? {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            throw Failure(message: "the simulator's state `\(path)` cannot be read")
        }
        do {
            return try JSONValue(parsing: Array(data))
        } catch {
            throw Failure(message: "the simulator's state `\(path)` is damaged")
        }
    }

    /// The file holds the old state or the new one, never a part of one.
    package func write(_ state: JSONValue) throws(Failure) {
        var bytes: [UInt8] = []
        state.write(to: &bytes)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(message: "the simulator's state `\(path)` cannot be written")
        }
    }
}
