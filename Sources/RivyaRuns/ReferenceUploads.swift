import Foundation
import RivyaCatalog
import Synchronization

/// Turns references into what the request names: URLs that the service can read. Equal contents go up once.
final class ReferenceUploads: Sendable {
    private struct Content: Hashable, Sendable {
        var sha256: String
        var mimeType: String
    }

    private struct Fetched: Sendable {
        var file: Reference.File
        var name: String
    }

    private let identity: String
    private let service: PatientService
    private let store: any RunStore
    private let clock: any RunClock
    private let digests: FileDigests
    private let settings: RunSettings
    private let uploads = SingleFlight<Content, UploadedFile, JobFailure>()
    private let origins = Mutex(Origins())
    private let fetches = SingleFlight<String, Fetched, JobFailure>()

    init(
        identity: String,
        service: PatientService,
        store: any RunStore,
        clock: any RunClock,
        digests: FileDigests,
        settings: RunSettings
    ) {
        self.identity = identity
        self.service = service
        self.store = store
        self.clock = clock
        self.digests = digests
        self.settings = settings
    }

    /// How old the uploads are that are used again.
    private struct Origins {
        struct Upload {
            var content: Content
            /// By the run's clock; nil for one that an earlier run made.
            var madeAt: Duration?
            /// The service refused a request that named it.
            var isStale = false
        }

        /// By URL.
        var uploads: [String: Upload] = [:]
        var stale: Set<Content> = []
    }

    /// What was uploaded this long ago counts as remembered: the service may have forgotten it.
    private static let freshness = Duration.seconds(60)

    /// The service refused a request with these references: those uploads that it may have forgotten are not used again.
    ///
    /// - Returns: whether there are any, so that another request can be made.
    func forget(_ references: [WireReference]) -> Bool {
        let now = clock.now
        let stale: [Content] = origins.withLock { origins in
            references.compactMap { reference in
                guard var upload = origins.uploads[reference.url] else { return nil }
                if !upload.isStale {
                    if let madeAt = upload.madeAt, now - madeAt < Self.freshness { return nil }
                    upload.isStale = true
                    origins.uploads[reference.url] = upload
                    origins.stale.insert(upload.content)
                    uploads.forget(upload.content)
                }
                return upload.content
            }
        }
        return !stale.isEmpty
    }

    private func note(_ file: UploadedFile, _ content: Content, madeAt: Duration?) {
        origins.withLock { origins in
            if madeAt != nil { origins.stale.remove(content) }
            origins.uploads[file.url] = .init(content: content, madeAt: madeAt)
        }
    }

    /// What a request's references are at present.
    struct Source {
        var model: ModelCard
        /// The report of a job that a reference names: it has succeeded.
        var result: (Int) -> JobReport?
        /// What a result file held when it was stored; nil where that is not known.
        var sha256: (_ path: String) -> String?
        var emit: @Sendable (RunEvent.Kind) -> Void
    }

    /// The references as URLs, in order.
    ///
    /// - Parameter contents: what the job's cell was made of: a file that holds something else by now is not sent.
    func resolve(
        _ references: [Reference], contents: [RequestDigest.ReferenceContent], _ source: Source
    ) async throws(JobFailure) -> [WireReference] {
        var items: [WireReference] = []
        for (place, reference) in references.enumerated() {
            switch reference {
            case .file(let file):
                var planned: String?
                if place < contents.count, case .file(let sha256) = contents[place] { planned = sha256 }
                items.append(
                    try await uploaded(file, name: Self.name(of: file.path), source) { sha256 throws(JobFailure) in
                        guard planned == nil || sha256 == planned else { throw Self.changed(file) }
                    })
            case .url(let url):
                items.append(try await external(url, source))
            case .job(let index):
                items.append(try await result(of: index, source))
            }
        }
        return items
    }

    private static func changed(_ file: Reference.File) -> JobFailure {
        JobFailure(
            "reference", "`\(file.path)` changed since it was planned; nothing was sent",
            help: "run the script again: it plans with the file as it is now")
    }

    private func external(_ url: String, _ source: Source) async throws(JobFailure) -> WireReference {
        let name = Self.name(ofURL: url)
        if source.model.takesURLs {
            let type = MediaType(pathExtension: String(name.split(separator: ".").last ?? ""))
            guard let kind = type?.kind ?? source.model.references?.kinds.first?.kind else {
                throw JobFailure("reference", "`\(source.model.id)` takes no reference media")
            }
            return WireReference(url: url, kind: kind, name: name, mimeType: type?.mimeType)
        }
        let fetched = try await fetches.value(for: url) { () async throws(JobFailure) in
            try await fetch(url, name: name)
        }
        try check(fetched.file, source.model)
        return try await uploaded(fetched.file, name: fetched.name, source)
    }

    private func result(of index: Int, _ source: Source) async throws(JobFailure) -> WireReference {
        guard let report = source.result(index), report.status.isSuccess else {
            throw JobFailure("reference", "job \(index) has no result to refer to")
        }
        if source.model.takesURLs, let url = report.urls.first { return try await external(url, source) }
        guard let path = report.files.first, let stamp = LocalFile(path).stamp else {
            throw JobFailure("reference", "the result of job \(index) is not there any more")
        }
        guard let type = MediaType.detect(LocalFile(path).head(MediaType.headLength)) else {
            throw JobFailure("reference", "the result of job \(index) is no image, video or audio")
        }
        let file = Reference.File(path: path, location: path, type: type, bytes: stamp.bytes)
        try check(file, source.model)
        let stored = source.sha256(path)
        return try await uploaded(file, name: Self.name(of: path), source) { sha256 throws(JobFailure) in
            guard stored == nil || sha256 == stored else {
                throw JobFailure(
                    "reference", "the result of job \(index), `\(path)`, changed since it was stored; nothing was sent",
                    help: "run the script again: it fetches that result anew, beside the changed file")
            }
        }
    }

    private func uploaded(
        _ file: Reference.File, name: String, _ source: Source,
        check: (_ sha256: String) throws(JobFailure) -> Void = { _ throws(JobFailure) in }
    ) async throws(JobFailure) -> WireReference {
        let entry: FileDigests.Entry
        do {
            entry = try await FileWork.run { [digests] () throws(LocalFile.Problem) in
                try digests.entry(of: file.location)
            }
        } catch {
            throw JobFailure("reference", error.message)
        }
        try check(entry.sha256)
        let content = Content(sha256: entry.sha256, mimeType: file.type.mimeType)
        let uploaded = try await uploads.value(for: content) { () async throws(JobFailure) in
            try await send(file, name: name, entry: entry, content, source)
        }
        return WireReference(
            url: uploaded.url, kind: file.type.kind, name: name, mimeType: file.type.mimeType,
            durationToken: uploaded.durationToken)
    }

    private func send(
        _ file: Reference.File, name: String, entry: FileDigests.Entry, _ content: Content, _ source: Source
    ) async throws(JobFailure) -> UploadedFile {
        do {
            // An upload from the future was noted while the clock was wrong: how old it is, nobody knows.
            let now = clock.calendar
            let isStale = origins.withLock { $0.stale.contains(content) }
            let known =
                isStale
                ? nil
                : try await store.upload(
                    identity: identity, sha256: content.sha256, mimeType: content.mimeType,
                    within: now - settings.uploadMemory...now + RunSettings.clockTolerance)
            if let known {
                note(known, content, madeAt: nil)
                return known
            }
        } catch {
            throw JobFailure(ledger: error)
        }
        source.emit(.uploading(path: file.path))
        let emit = source.emit
        let fresh: UploadedFile
        do {
            fresh = try await service.upload(file, name: name, model: source.model.id) { error, wait in
                guard let wait else { return }
                emit(.retrying(operation: "upload", message: error.message, after: wait))
            }
        } catch {
            throw JobFailure(error.error, what: "`\(file.path)` could not be uploaded")
        }
        note(fresh, content, madeAt: clock.now)
        // The same file under another name, or with other permissions, has another stamp and the same content.
        let after = try? await FileWork.run { [digests] () throws(LocalFile.Problem) in
            try digests.entry(of: file.location).sha256
        }
        guard after == entry.sha256 else {
            throw JobFailure(
                "reference", "`\(file.path)` changed while it was being uploaded", help: "run the script again")
        }
        do {
            try await store.remember(
                upload: fresh, identity: identity, sha256: content.sha256, mimeType: content.mimeType,
                at: clock.calendar)
        } catch {
            throw JobFailure(ledger: error)
        }
        return fresh
    }

    /// Brings a medium at a URL here, to be handed on.
    private func fetch(_ url: String, name: String) async throws(JobFailure) -> Fetched {
        let path = settings.scratchFolder + "/rivya-\(UUID().uuidString).part"
        let download: Download
        do {
            download = try await service.download(url, to: path, isContinued: false) { _, _ in }
        } catch {
            LocalFile(path).remove()
            throw JobFailure(error.error, what: "the reference `\(url)` could not be downloaded")
        }
        if case .memory(let bytes) = download.content {
            do {
                try await FileWork.run { () throws(LocalFile.Problem) in _ = try LocalFile(path).write(bytes) }
            } catch {
                throw JobFailure("reference", error.message)
            }
        }
        guard let stamp = LocalFile(path).stamp, let type = MediaType.detect(LocalFile(path).head(MediaType.headLength))
        else {
            LocalFile(path).remove()
            throw JobFailure("reference", "`\(url)` is no image, video or audio")
        }
        return Fetched(file: Reference.File(path: url, location: path, type: type, bytes: stamp.bytes), name: name)
    }

    /// The checks that a file of a script has passed at plan time.
    private func check(_ file: Reference.File, _ model: ModelCard) throws(JobFailure) {
        guard let rule = model.references?.kind(file.type.kind) else {
            throw JobFailure(
                "reference", "`\(model.id)` takes no \(file.type.kind.rawValue), but `\(file.path)` is one")
        }
        guard rule.takes(file.type) else {
            throw JobFailure("reference", "`\(model.id)` does not take \(file.type.mimeType), which `\(file.path)` is")
        }
        if let limit = rule.maxBytes, file.bytes > limit {
            throw JobFailure("reference", "`\(file.path)` is larger than \(rule.maxSizeMB ?? 0) MB")
        }
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func name(ofURL url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split(separator: "/").dropFirst(2)
        return parts.last?.removingPercentEncoding ?? "reference"
    }
}
