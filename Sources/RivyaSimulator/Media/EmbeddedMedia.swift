import CSimulatorMedia

/// The files made by `CSimulatorMedia/make-media.sh`.
enum EmbeddedMedia {
    /// The file's bytes; nil for an unknown name.
    static func file(_ name: String) -> [UInt8]? {
        indices[name].map { index in
            let medium = simulator_medium_at(index).pointee
            return Array(UnsafeBufferPointer(start: medium.bytes, count: medium.count))
        }
    }

    private static let indices: [String: Int] = {
        var indices: [String: Int] = [:]
        for index in 0..<simulator_media_count() {
            indices[String(cString: simulator_medium_at(index).pointee.name)] = index
        }
        return indices
    }()
}
