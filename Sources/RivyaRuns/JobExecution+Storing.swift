import Crypto
import RivyaCatalog
import Synchronization

extension JobExecution {
    /// A finished download on its way to its place.
    struct Incoming {
        var part: LocalFile
        var url: String
        /// The extension that its URL suggests.
        var guess: String
        var number: Int
        var count: Int
        var row: StoredJobID
        /// It is not asked for again.
        var isLast: Bool
        /// It has been asked for before.
        var isRepeated: Bool
    }

    /// Looks at a finished download, and moves it to its place: what it is, its content says. What is no medium, or not
    /// all of one, is kept apart.
    ///
    /// - Returns: also what is to be said of it.
    func install(
        _ incoming: Incoming, _ download: Download
    ) throws(Undelivered) -> (StoredFile, remark: String?) {
        let part = incoming.part
        let arrived: PartContent
        do throws(LocalFile.Problem) {
            arrived = try PartContent(of: download, in: part)
        } catch {
            throw Undelivered(error)
        }
        guard arrived.stamp.bytes == download.bytes, arrived.stamp.bytes > 0 else {
            part.remove()
            throw Undelivered(
                failure: JobFailure("truncated", "the result has not the length that was announced"))
        }
        let content = ResultContent(head: arrived.head, path: part.path)
        if let refusal = content.refusal, !isTaken(content, incoming) {
            let kept = run.refused.keep(part, row: incoming.row, number: incoming.number, sha256: arrived.sha256)
            throw Undelivered(failure: refused(refusal, kept))
        }
        let ext = content.type?.fileExtension ?? incoming.guess
        let file = try put(part, arrived.stamp, arrived.sha256, ext: ext, incoming)
        if isTakenUp || incoming.isRepeated { run.refused.forget(incoming.row, number: incoming.number) }
        return (file, remark(content))
    }

    /// What is not as it should be, and taken all the same: what only lacks its end plays, and has been asked for twice.
    private func isTaken(_ content: ResultContent, _ incoming: Incoming) -> Bool {
        if run.settings.accepted.contains(incoming.row) { return true }
        guard case .unfinished = content else { return false }
        return incoming.isRepeated
    }

    private func refused(_ reason: String, _ kept: RefusedResults.Kept?) -> JobFailure {
        guard let kept else { return JobFailure("no_result", reason) }
        let flags = run.identity.hasPrefix("simulator:") ? " --simulate" : ""
        return JobFailure(
            "no_result", reason,
            help: "what came is kept as `\(kept.path)`; `rivya resume\(flags)` asks again, and "
                + "`rivya resume\(flags) --accept \(partialPlace.jobName)` takes it as it is")
    }

    /// What a person did not ask for, or would not see.
    private func remark(_ content: ResultContent) -> String? {
        if let refusal = content.refusal { return refusal }
        guard let type = content.type, let wanted = wantedKind, type.kind != wanted else { return nil }
        return "it is \(type.kind.inWords) (\(type.mimeType)), not \(wanted.inWords)"
    }

    /// Takes what was kept of results as it is, where somebody said so.
    func takeRefused(_ delivery: inout Delivery) async throws(Undelivered) {
        guard run.settings.accepted.contains(delivery.row) else { return }
        let row = delivery.row
        let highest = await FileWork.run { [refused = run.refused] in refused.highest(of: row) }
        let count = max(delivery.urls.count, highest)
        guard count > 0 else { return }
        for number in 1...count where delivery.files[number] == nil {
            let url = number <= delivery.urls.count ? delivery.urls[number] : ""
            let taken = try await FileWork.run { () throws(Undelivered) -> StoredFile? in
                guard let kept = run.refused.kept(of: row, number: number), let stamp = LocalFile(kept.path).stamp
                else { return nil }
                let part = LocalFile(kept.path)
                let guess = Self.pathExtension(ofURL: url) ?? usualExtension
                let incoming = Incoming(
                    part: part, url: url, guess: guess, number: number, count: count, row: row, isLast: true,
                    isRepeated: true)
                let ext = ResultContent(head: part.head(MediaType.headLength), path: part.path).type?.fileExtension
                return try put(part, stamp, kept.sha256, ext: ext ?? guess, incoming)
            }
            guard let taken else { continue }
            try await commit(taken)
            try await note(taken, row: row)
            emit(.saved(path: taken.path))
            delivery.files[number] = taken.path
        }
    }

    private func put(
        _ part: LocalFile, _ stamp: LocalFile.Stamp, _ sha256: String, ext: String, _ incoming: Incoming
    ) throws(Undelivered) -> StoredFile {
        let wanted = try path(ext: ext, number: incoming.number, of: incoming.count)
        do {
            let path = try folder.install(part, at: wanted, sha256: sha256)
            run.state.withLock { $0.storedContents[path] = sha256 }
            return StoredFile(
                number: incoming.number, url: incoming.url, path: path, bytes: stamp.bytes, sha256: sha256,
                modified: LocalFile(path).stamp?.modified ?? stamp.modified)
        } catch {
            throw Undelivered(error)
        }
    }

    /// A finished part that has reached the disk.
    private struct PartContent {
        var stamp: LocalFile.Stamp
        /// The first bytes, to tell what it is.
        var head: [UInt8]
        var sha256: String

        /// Writes what is still in memory.
        init(of download: Download, in part: LocalFile) throws(LocalFile.Problem) {
            switch download.content {
            case .memory(let bytes):
                stamp = try part.write(bytes)
                head = Array(bytes.prefix(MediaType.headLength))
                sha256 = SHA256.hash(data: bytes).hexadecimal
            case .file:
                stamp = try part.synchronize()
                head = part.head(MediaType.headLength)
                sha256 = try part.digest()
            }
        }
    }

    // MARK: Places

    /// An earlier run's file is what it was: by size and time, else by content.
    func isIntact(_ file: StoredFile) -> Bool {
        guard let stamp = LocalFile(file.path).stamp, stamp.bytes == file.bytes else { return false }
        return stamp.modified == file.modified || (try? LocalFile(file.path).digest()) == file.sha256
    }

    /// Makes an earlier run's file appear where this run wants it.
    func place(_ file: StoredFile, of count: Int) throws(Undelivered) -> StoredFile {
        let ext = file.path.split(separator: "/").last.flatMap { name in
            name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) }
        }
        let wanted = try path(
            ext: ext ?? usualExtension, number: file.number, of: count)
        var placed = file
        do {
            placed.path = try folder.link(LocalFile(file.path), at: wanted, sha256: file.sha256)
        } catch {
            throw Undelivered(error)
        }
        run.state.withLock { $0.storedContents[placed.path] = file.sha256 }
        placed.modified = LocalFile(placed.path).stamp?.modified ?? file.modified
        return placed
    }

    /// The absolute path of a result, its folder made.
    private func path(ext: String, number: Int, of count: Int) throws(Undelivered) -> String {
        try located(place, ext: ext, number: number, of: count)
    }

    func located(_ place: Place, ext: String, number: Int, of count: Int) throws(Undelivered) -> String {
        do {
            return try folder.place(place.path(ext: ext, number: number, of: count))
        } catch {
            throw Undelivered(failure: error, isFinal: true)
        }
    }

    static func pathExtension(ofURL url: String) -> String? {
        let path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let name = path.split(separator: UInt8(ascii: "/")).last
        guard let name, let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return MediaType(pathExtension: String(Substring(name[dot...].dropFirst())))?.fileExtension
    }

    /// What the model makes; nil where that is not known.
    private var wantedKind: MediaKind? {
        job?.specification.request.model.resultKind ?? run.settings.resultKind(label.model)
    }

    /// For a result whose content and URL tell nothing.
    var usualExtension: String {
        switch wantedKind {
        case .image: "png"
        case .video: "mp4"
        case .audio: "mp3"
        case nil: "bin"
        }
    }
}

extension MediaKind {
    fileprivate var inWords: String {
        switch self {
        case .image: "a picture"
        case .video: "a video"
        case .audio: "sound"
        }
    }
}
