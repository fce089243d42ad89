import AsyncHTTPClient
import NIOCore
import RivyaRuns

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A result on its way to the disk. What arrives in one piece stays in memory, and makes no file here.
///
/// The order of its steps keeps the note and the content true to each other whenever the process dies: the old note
/// goes first, then the old content, then the new note comes, then the new content.
struct PartFile {
    /// Where to go on, and with what.
    struct Resumption {
        var note: ResumeNote
        var offset: Int
        fileprivate var file: SystemFile
    }

    /// Written in pieces of about this size: each piece is a trip to the thread pool.
    private static let pieceSize = 256 << 10

    let path: String
    let maxBytes: Int

    /// nil where nothing is there, or nothing says what it is part of.
    func resumption() async throws(ServiceError) -> Resumption? {
        try await SystemFile.blocking { [path] in
            // What cannot be opened is nothing to go on with. A link is not followed: it could lead out of the folder
            // that the user gave for results.
            guard let note = ResumeNote(besidePart: path), let file = try? SystemFile(path, flags: O_RDWR | O_NOFOLLOW)
            else { return nil }
            let size = try file.size()
            guard size > 0, size <= note.length else { return nil }
            // A complete file is asked for its last byte again: the answer tells that it is still the same result.
            return Resumption(note: note, offset: min(size, note.length - 1), file: file)
        }
    }

    /// nil where the answer does not continue what is there.
    func resume(with answer: MediaAnswer, after resumption: Resumption) async throws(ServiceError) -> Download? {
        if answer.status == 200 { return try await begin(with: answer, isContinued: true) }
        guard answer.status == 206, answer.contentEncoding == nil,
            let range = answer.contentRange, range.start == resumption.offset,
            range.length == resumption.note.length,
            answer.entityTag == nil || answer.entityTag == resumption.note.entityTag
        else { return nil }
        return try await receive(answer, onto: resumption.file, from: resumption.offset, length: range.length)
    }

    /// - Parameter isContinued: something may lie at the path, and has no part in this.
    func begin(with answer: MediaAnswer, isContinued: Bool) async throws(ServiceError) -> Download {
        guard answer.status == 200 else {
            throw ServiceError(
                .unreadableAnswer, "`\(answer.host)` sent a part where all was asked for", httpStatus: answer.status)
        }
        if let encoding = answer.contentEncoding, !ContentEncoding.isKnown(encoding) {
            throw ServiceError(
                .unreadableAnswer,
                "`\(answer.host)` sent the result in the encoding `\(encoding)`, which was not asked for",
                httpStatus: answer.status)
        }
        if isContinued { try await SystemFile.blocking { [path] in Self.discard(path) } }
        let download = try await receive(answer, onto: nil, from: 0, length: answer.contentLength)
        guard answer.contentEncoding != nil else { return download }
        return try await ContentEncoding.undone(download, at: path, maxBytes: maxBytes, host: answer.host)
    }

    /// - Parameter file: has what comes before `start`, and a note beside it; nil for a beginning.
    private func receive(
        _ answer: MediaAnswer, onto file: SystemFile?, from start: Int, length: Int?
    ) async throws(ServiceError) -> Download {
        if let length { try checkSize(length) }
        var file = file
        var offset = start
        var piece: [UInt8] = []
        func put() async throws(ServiceError) {
            guard !piece.isEmpty else { return }
            let target = if let file { file } else { try await create(notedAs: answer.resumeNote) }
            file = target
            try await target.write(piece, at: offset)
            offset += piece.count
            piece.removeAll(keepingCapacity: true)
        }
        do {
            for try await chunk in answer.response.body {
                try checkSize(offset + piece.count + chunk.readableBytes)
                piece.append(contentsOf: chunk.readableBytesView)
                if piece.count >= Self.pieceSize { try await put() }
            }
        } catch {
            // What has arrived is kept: the next attempt goes on from there.
            try await put()
            throw ServiceError(receiving: error, from: answer.host, httpStatus: answer.status)
        }
        let count = offset + piece.count
        guard count > 0 else {
            throw ServiceError(.unreadableAnswer, "`\(answer.host)` sent an empty result", httpStatus: answer.status)
        }
        guard length == nil || count == length else {
            try await put()
            throw ServiceError(
                .unreadableAnswer,
                "`\(answer.host)` sent \(count) of \(length ?? 0) bytes",
                httpStatus: answer.status
            )
        }
        guard file != nil else { return Download(.memory(piece), contentType: answer.contentType) }
        try await put()
        try await SystemFile.blocking { [path] in ResumeNote.remove(besidePart: path) }
        return Download(.file(bytes: offset), contentType: answer.contentType)
    }

    private func create(notedAs note: ResumeNote?) async throws(ServiceError) -> SystemFile {
        try await SystemFile.blocking { [path] in
            // Not cut and written anew: the old content may be a result that has its name already.
            Self.discard(path)
            let file = try SystemFile(path, flags: O_RDWR | O_CREAT | O_EXCL)
            try note?.write(besidePart: path)
            return file
        }
    }

    private static func discard(_ path: String) {
        ResumeNote.remove(besidePart: path)
        unlink(path)
    }

    private func checkSize(_ bytes: Int) throws(ServiceError) {
        guard bytes <= maxBytes else {
            throw ServiceError(.local, "the result is larger than \(maxBytes) bytes, the most that is downloaded")
        }
    }
}
