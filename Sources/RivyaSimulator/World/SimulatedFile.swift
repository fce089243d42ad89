import RivyaCatalog

/// An uploaded file: its description, without its content.
struct SimulatedFile {
    var id: String
    var type: MediaType
    var name: String
    var bytes: Int
    /// Of video and audio.
    var durationToken: String?
    var created: Int
    /// As of a task.
    var account = ""

    func url(host: String) -> String {
        "\(host)/media/uploads/\(id).\(type.fileExtension ?? "bin")"
    }

    /// The id of the upload that a URL names; nil for a URL that is not one of the simulator's. The host is not looked
    /// at, because a simulator that goes on from its snapshot has another port.
    static func id(inURL url: String) -> String? {
        let segments = url.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 6, segments[3] == "media", segments[4] == "uploads" else { return nil }
        return String(segments[5].prefix { $0 != "." })
    }
}
