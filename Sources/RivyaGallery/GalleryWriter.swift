import RivyaRuns
import RivyaSyntax

/// Builds the text of `data.js`.
struct GalleryWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var media: [(reference: String, path: String)] = []
    private let placement: MediaPlacement
    private let paths: LocalPaths?

    init(media: MediaPlacement, paths: LocalPaths?) {
        placement = media
        self.paths = paths
    }

    mutating func write(_ runs: [GalleryRun], time: Double) {
        begin(time: time)
        for (index, run) in runs.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(run)
        }
        end()
    }

    mutating func write(_ run: EncodedRun, time: Double) {
        bytes.reserveCapacity(run.cells.reduce(1000) { $0 + $1.bytes.count + 2 })
        begin(time: time)
        begin(id: run.id, title: run.title, started: run.started, isLive: run.isLive)
        for (index, cell) in run.cells.enumerated() {
            separate(index)
            bytes += cell.bytes
        }
        bytes += "]}".utf8
        end()
    }

    mutating func write(_ cell: GalleryCell, run: String) { json(cell, run: run).write(to: &bytes) }

    private mutating func begin(time: Double) {
        // The time stands first: see `isUnchanged`.
        bytes += "window.rivyaGallery={\"written\":".utf8
        Number.seconds(time).write(to: &bytes)
        bytes += ",\"version\":1,\"media\":".utf8
        let word =
            switch placement {
            case .linked: "linked"
            case .copied: "copied"
            case .served: "served"
            }
        JSONValue.writeString(word, to: &bytes)
        bytes += ",\"runs\":[".utf8
    }

    private mutating func end() { bytes += "]};\n".utf8 }

    private mutating func write(_ run: GalleryRun) {
        begin(id: run.id, title: run.title, started: run.started, isLive: run.isLive)
        for (index, cell) in run.cells.enumerated() {
            separate(index)
            write(cell, run: run.id)
        }
        bytes += "]}".utf8
    }

    private mutating func begin(id: String, title: String, started: Double?, isLive: Bool) {
        bytes += "{\"id\":".utf8
        JSONValue.writeString(id, to: &bytes)
        bytes += ",\"title\":".utf8
        JSONValue.writeString(shown(title), to: &bytes)
        bytes += ",\"started\":".utf8
        Self.seconds(started).write(to: &bytes)
        bytes += ",\"live\":\(isLive),\"cells\":[".utf8
    }

    private mutating func separate(_ index: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// What is missing is left out: a cell that is only planned takes little room.
    private mutating func json(_ cell: GalleryCell, run: String) -> JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ key: String, _ value: JSONValue?) {
            if let value { members.append(.init(key, value)) }
        }
        let label = cell.label
        add("index", .number(.whole(label.index)))
        add("cell", cell.key.map { .string($0.description) })
        add("name", label.name.map { .string(shown($0)) })
        add("model", .string(label.model))
        add("axes", .array(label.axes.map { .array([.string($0.name), shown($0)]) }))
        if !label.tags.isEmpty { add("tags", .array(label.tags.map { .string(shown($0)) })) }
        add("prompt", cell.prompt.map(JSONValue.string))
        add("state", .string(cell.state.text))
        add("credits", cell.credits.map(JSONValue.number))
        add("charge", cell.charge.map { .string($0.kind) })
        add("charged", cell.charge?.credits.map(JSONValue.number))
        add("task", cell.taskID.map(JSONValue.string))
        add("seconds", cell.seconds.map { .number(.seconds($0)) })
        add("submitted", cell.times.submitted.map(Self.seconds))
        add("accepted", cell.times.accepted.map(Self.seconds))
        add("ended", cell.times.ended.map(Self.seconds))
        if let failure = cell.failure {
            var reason = [
                JSONValue.Member("code", .string(failure.code)), .init("message", .string(shown(failure.message))),
            ]
            if let help = failure.help { reason.append(.init("help", .string(shown(help)))) }
            if let id = failure.requestID { reason.append(.init("request", .string(id))) }
            add("failure", .object(reason))
        }
        if let origin = cell.origin {
            add("statement", .string(shown(origin.statement)))
            add("script", .string(shown(origin.file)))
            add("line", .number(.whole(origin.line)))
        }
        add("request", cell.request.map { .string(String(decoding: $0, as: UTF8.self)) })
        if !cell.files.isEmpty {
            add("files", .array(cell.files.enumerated().map { json($1, number: $0 + 1, of: cell, run: run) }))
        }
        add("judgment", cell.judgment?.json)
        return .object(members)
    }

    private mutating func json(
        _ file: GalleryFile, number: Int, of cell: GalleryCell, run: String
    ) -> JSONValue {
        let link: MediaLink
        let path: String
        switch placement {
        case .linked(let folder):
            link = MediaLink(path: file.path, from: folder)
            path = file.path
        case .copied, .served:
            var name = MediaLink(path: file.path, from: "/").name
            if let paths { name = paths.hidden(inFileName: name, of: cell) }
            // A file name may be 255 bytes long; one that would grow beyond that gives way to its ending.
            let kept = name.utf8.count <= 200 ? name : "result" + (MediaLink.ending(of: name).map { ".\($0)" } ?? "")
            let place = "/media/\(run)/\(cell.label.index)-\(number)-\(kept)"
            link = MediaLink(path: place, from: "/")
            media.append((link.reference, file.path))
            path = placement == .copied ? String(place.dropFirst()) : file.path
        }
        var members = [
            JSONValue.Member("src", .string(link.reference)), .init("kind", .string(link.kind.rawValue)),
            .init("name", .string(link.name)), .init("path", .string(path)),
        ]
        if let hash = file.sha256 { members.append(.init("sha256", .string(hash))) }
        if let bytes = file.bytes { members.append(.init("bytes", .number(.whole(bytes)))) }
        return .object(members)
    }

    private func shown(_ text: String) -> String { paths?.hidden(in: text) ?? text }

    private func shown(_ axis: Axis) -> JSONValue {
        guard let paths, case .string(let text) = axis.value else { return axis.value }
        return .string(paths.hidden(in: text))
    }

    private static func seconds(_ seconds: Double?) -> JSONValue {
        seconds.map { .number(.seconds($0)) } ?? .null
    }
}

extension EncodedRun.Cell {
    /// - Parameter folder: the page's, absolute.
    package init(_ cell: GalleryCell, run: String, from folder: String) {
        var writer = GalleryWriter(media: .linked(from: folder), paths: nil)
        writer.write(cell, run: run)
        // Without the room that it grew into.
        var exact: [UInt8] = []
        exact.reserveCapacity(writer.bytes.count)
        exact += writer.bytes
        self.init(bytes: exact)
    }
}
