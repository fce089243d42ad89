import Crypto
import RivyaCatalog

extension JobExecution {
    /// Times that the task is asked for fresh URLs when those at hand are refused.
    private static let renewals = 2

    /// A result file that could not be brought here.
    private struct Undelivered: Error {
        var failure: JobFailure
        /// The URL was refused: it may have expired.
        var isRefused = false
        /// Nothing more fits where it should go.
        var isLackOfSpace = false

        init(failure: JobFailure, isRefused: Bool = false) {
            self.failure = failure
            self.isRefused = isRefused
        }

        init(_ problem: LocalFile.Problem) {
            failure = JobFailure("local", problem.message)
            isLackOfSpace = problem.isLackOfSpace
        }
    }

    /// Brings every result of a succeeded task to its place.
    ///
    /// - Parameter have: files that an earlier process has stored.
    func deliver(
        _ urls: [String], taskID: String, row: StoredJobID, charge: Charge, have: [StoredFile]
    ) async throws(Ended) -> JobReport {
        let (files, last, known, problem) = await fetchAll(urls, taskID: taskID, row: row, have: have)
        guard let problem else {
            do throws(Ended) {
                try await end(row, JobEnding(.succeeded, charge: charge, files: last.map { [$0] } ?? []))
            } catch {
                // The files are here, and the ledger does not know it yet.
                throw Ended(
                    report: report(
                        .interrupted, charge: charge, taskID: taskID, files: files, urls: known,
                        failure: error.report.failure, row: row))
            }
            if let last { emit(.saved(path: last.path)) }
            return report(.succeeded, charge: charge, taskID: taskID, files: files, urls: known, row: row)
        }
        await leaveOpen(row)
        return report(
            Task.isCancelled ? .interrupted : .unsaved, charge: charge, taskID: taskID, files: files, urls: known,
            failure: problem, row: row)
    }

    /// Gives a job the files of an earlier one with the same cell, at no cost.
    func reuse(_ earlier: StoredJob, row: StoredJobID) async throws(Ended) -> JobReport {
        emit(.attached(taskID: earlier.taskID))
        var files: [StoredFile] = []
        let numbers = Set(earlier.files.map(\.number))
        let expected = max(earlier.urls.count, numbers.max() ?? 0, 1)
        for number in 1...expected {
            do throws(Undelivered) {
                let placed = try await FileWork.run { () throws(Undelivered) -> StoredFile? in
                    guard let file = earlier.files.first(where: { $0.number == number && isIntact($0) }) else {
                        return nil
                    }
                    return try place(file, of: expected)
                }
                if let placed {
                    try await commit(placed)
                    files.append(placed)
                }
            } catch {
                return unsaved(earlier, files.map(\.path), earlier.urls, error.failure, row: row)
            }
        }
        for file in files { try await remember(file, row: row) }
        if files.count == expected {
            return report(
                .cached, taskID: earlier.taskID, files: files.map(\.path), urls: earlier.urls, row: row)
        }
        // What was deleted meanwhile is fetched again from the task; it is never paid again.
        guard let taskID = earlier.taskID else {
            let failure = JobFailure("missing", "a file of this result is gone, and its task is not known")
            return unsaved(earlier, files.map(\.path), [], failure, row: row)
        }
        let (paths, last, urls, problem) = await fetchAll(
            [], taskID: taskID, row: row, have: files, isPlaced: true)
        if let last { try await remember(last, row: row) }
        guard let problem else { return report(.cached, taskID: taskID, files: paths, urls: urls, row: row) }
        let failure = JobFailure(
            problem.code, "this result was paid for earlier, its file is gone, and \(problem.message)",
            help: "run the script again to try once more; `--fresh` pays for it anew")
        return unsaved(earlier, paths, urls, failure, row: row)
    }

    /// A cell that is paid for, without all its files: another run of the script tries again, `resume` has no part in it.
    private func unsaved(
        _ earlier: StoredJob, _ files: [String], _ urls: [String], _ failure: JobFailure, row: StoredJobID
    ) -> JobReport {
        var report = report(
            .unsaved, taskID: earlier.taskID, files: files, urls: urls, failure: failure, row: row)
        report.isOpen = false
        return report
    }

    // MARK: Fetching

    /// - Parameter isPlaced: what is there already lies where this run wants it.
    /// - Returns: the files at their places; the last of them where the store has yet to be told of it, which may be
    ///   done together with the job's end; the URLs last seen; and why some file is not there.
    private func fetchAll(
        _ urls: [String], taskID: String, row: StoredJobID, have: [StoredFile], isPlaced: Bool = false
    ) async -> (files: [String], last: StoredFile?, urls: [String], problem: JobFailure?) {
        var urls = urls
        var files: [Int: String] = [:]
        var renewals = 0
        var last: StoredFile?
        do throws(Undelivered) {
            // A file may be noted more than once, at several places.
            for file in have where files[file.number] == nil {
                files[file.number] = isPlaced ? file.path : try await located(file, of: urls.count, row: row)
            }
            if urls.isEmpty { urls = try await renewed(taskID, row: row) }
            var number = 1
            while number <= urls.count {
                if files[number] == nil {
                    do throws(Undelivered) {
                        let file = try await fetch(
                            urls[number - 1], number: number, of: urls.count, row: row,
                            isContinued: isTakenUp || renewals > 0)
                        files[number] = file.path
                        if (number + 1..<urls.count + 1).allSatisfy({ files[$0] != nil }) {
                            last = file
                        } else {
                            try await note(file, row: row)
                            emit(.saved(path: file.path))
                        }
                    } catch {
                        guard error.isRefused, renewals < Self.renewals, !Task.isCancelled else { throw error }
                        renewals += 1
                        urls = try await renewed(taskID, row: row)
                        continue
                    }
                }
                number += 1
            }
            return (files.sorted { $0.key < $1.key }.map(\.value), last, urls, nil)
        } catch {
            return (files.sorted { $0.key < $1.key }.map(\.value), last, urls, error.failure)
        }
    }

    /// Where a file lies that an earlier process has stored: for a job of this run where this run wants it. nil where it
    /// is gone.
    private func located(_ file: StoredFile, of count: Int, row: StoredJobID) async throws(Undelivered) -> String? {
        let placed = try await FileWork.run { () throws(Undelivered) -> StoredFile? in
            guard isIntact(file) else { return nil }
            return job == nil ? file : try place(file, of: count)
        }
        guard let placed else { return nil }
        if placed.path != file.path {
            try await commit(placed)
            try await note(placed, row: row)
        }
        return placed.path
    }

    /// Asks the task for its URLs anew.
    private func renewed(_ taskID: String, row: StoredJobID) async throws(Undelivered) -> [String] {
        let task: TaskReport
        do {
            task = try await run.service.task(taskID) { error, wait in
                guard let wait else { return }
                emit(.retrying(operation: "status", message: error.message, after: wait))
            }
        } catch {
            throw Undelivered(failure: JobFailure(error.error, what: "the task could not be asked for its result"))
        }
        guard !task.urls.isEmpty else {
            throw Undelivered(failure: JobFailure("no_result", "the service names no result for the task `\(taskID)`"))
        }
        return task.urls
    }

    private func fetch(
        _ url: String, number: Int, of count: Int, row: StoredJobID, isContinued: Bool
    ) async throws(Undelivered) -> StoredFile {
        emit(.downloading(url: url))
        let guess = Self.pathExtension(ofURL: url) ?? usualExtension
        let part = LocalFile(
            try located(partialPlace, ext: guess, number: number, of: count) + ".\(row.rawValue)-\(number).part")
        let download: Download
        do {
            download = try await run.service.download(url, to: part.path, isContinued: isContinued) { error, wait in
                guard let wait else { return }
                emit(.retrying(operation: "download", message: error.message, after: wait))
            }
        } catch {
            if error.error.kind == .local { await suspect(part) }
            let isRefused = error.error.httpStatus.map { [401, 403, 404, 410].contains($0) } ?? false
            throw Undelivered(
                failure: JobFailure(error.error, what: "the result could not be downloaded"), isRefused: isRefused)
        }
        do throws(Undelivered) {
            let file = try await FileWork.run { () throws(Undelivered) in
                try install(part, download, url: url, guess: guess, number: number, of: count)
            }
            try await commit(file)
            return file
        } catch {
            // What did not fit has been taken away again, so that the disk does not look full.
            if error.isLackOfSpace {
                run.fail(.results, ResultFolder.full(LexicalPath.folder(of: part.path)))
            } else {
                await suspect(part)
            }
            throw error
        }
    }

    /// After something went wrong with a file: where its folder takes no more results, no more are paid for.
    private func suspect(_ part: LocalFile) async {
        do throws(JobFailure) {
            try await FileWork.run { [folder] () throws(JobFailure) in
                try folder.checkUse(of: LexicalPath.folder(of: part.path))
            }
        } catch {
            run.fail(.results, error)
        }
    }

    private func commit(_ file: StoredFile) async throws(Undelivered) {
        do {
            try await folder.commit(file.path)
        } catch {
            throw Undelivered(error)
        }
    }

    /// Checks a finished download and moves it to its place.
    private func install(
        _ part: LocalFile, _ download: Download, url: String, guess: String, number: Int, of count: Int
    ) throws(Undelivered) -> StoredFile {
        let content: PartContent
        do throws(LocalFile.Problem) {
            content = try PartContent(of: download, in: part)
        } catch {
            throw Undelivered(error)
        }
        guard content.stamp.bytes == download.bytes, content.stamp.bytes > 0 else {
            part.remove()
            throw Undelivered(
                failure: JobFailure("truncated", "the result has not the length that was announced"))
        }
        let type = MediaType.detect(content.head) ?? download.contentType.flatMap { MediaType(mimeType: $0) }
        let wanted = try path(ext: type?.fileExtension ?? guess, number: number, of: count)
        do {
            let path = try folder.install(part, at: wanted, sha256: content.sha256)
            return StoredFile(
                number: number, url: url, path: path, bytes: content.stamp.bytes, sha256: content.sha256,
                modified: LocalFile(path).stamp?.modified ?? content.stamp.modified)
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

    private func note(_ file: StoredFile, row: StoredJobID) async throws(Undelivered) {
        do {
            try await run.store.stored(row, file: file, at: run.clock.calendar)
        } catch {
            let failure = JobFailure(ledger: error)
            run.fail(FatalCause(error), failure)
            throw Undelivered(failure: failure)
        }
    }

    private func remember(_ file: StoredFile, row: StoredJobID) async throws(Ended) {
        emit(.saved(path: file.path))
        try await stored { () async throws(StoreError) in
            try await run.store.stored(row, file: file, at: run.clock.calendar)
        }
    }

    // MARK: Places

    /// An earlier run's file is what it was: by size and time, else by content.
    private func isIntact(_ file: StoredFile) -> Bool {
        guard let stamp = LocalFile(file.path).stamp, stamp.bytes == file.bytes else { return false }
        return stamp.modified == file.modified || (try? LocalFile(file.path).digest()) == file.sha256
    }

    /// Makes an earlier run's file appear where this run wants it.
    private func place(_ file: StoredFile, of count: Int) throws(Undelivered) -> StoredFile {
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
        placed.modified = LocalFile(placed.path).stamp?.modified ?? file.modified
        return placed
    }

    /// The absolute path of a result, its folder made.
    private func path(ext: String, number: Int, of count: Int) throws(Undelivered) -> String {
        try located(place, ext: ext, number: number, of: count)
    }

    private func located(_ place: Place, ext: String, number: Int, of count: Int) throws(Undelivered) -> String {
        do {
            return try folder.place(place.path(ext: ext, number: number, of: count))
        } catch {
            throw Undelivered(failure: error)
        }
    }

    private static func pathExtension(ofURL url: String) -> String? {
        let path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let name = path.split(separator: UInt8(ascii: "/")).last
        guard let name, let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return MediaType(pathExtension: String(Substring(name[dot...].dropFirst())))?.fileExtension
    }

    /// For a result whose content and URL tell nothing.
    var usualExtension: String {
        switch job?.specification.request.model.resultKind {
        case .image: "png"
        case .video: "mp4"
        case .audio: "mp3"
        case nil: "bin"
        }
    }
}
