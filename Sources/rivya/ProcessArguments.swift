import ArgumentParser

/// The arguments of the process as bytes: as strings, what is not UTF-8 is repaired in silence, and would be another text.
enum ProcessArguments {
    /// Complains of an argument that is not UTF-8. The text of `-e` is a script, and is complained of as such.
    static func check() throws {
        let all = all
        for place in all.indices where String(validating: all[place], as: UTF8.self) == nil {
            guard place == 0 || all[place - 1] != Array("-e".utf8) else { continue }
            throw ValidationError("`\(String(decoding: all[place], as: UTF8.self))` is not UTF-8")
        }
    }

    /// The bytes of the argument that was read as this text.
    static func bytes(of text: String) -> [UInt8] {
        for argument in all where String(validating: argument, as: UTF8.self) == nil {
            if String(decoding: argument, as: UTF8.self) == text { return argument }
        }
        return Array(text.utf8)
    }

    private static var all: [[UInt8]] {
        (0..<Int(CommandLine.argc)).compactMap { place in
            CommandLine.unsafeArgv[place].map { pointer in
                var bytes: [UInt8] = []
                var index = 0
                while pointer[index] != 0 {
                    bytes.append(UInt8(bitPattern: pointer[index]))
                    index += 1
                }
                return bytes
            }
        }
    }
}
