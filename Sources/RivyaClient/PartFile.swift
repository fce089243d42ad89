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

/// A result on its way to the disk.
///
/// The order of its steps keeps the note and the content true to each other whenever the process dies: the old note
/// goes first, then the old content, then the new note comes, then the new content. A result that arrives in one piece
/// needs no note: before the piece is written there is nothing to go on with, and after it nothing to go on for.
struct PartFile {
    /// Where to go on, and with what.
    struct Resumption {
        var note: ResumeNote
        var offset: Int
    }

    /// Written in pieces of about this size: each piece is a trip to the thread pool.
    private static let pieceSize = 256 << 10

    private let file: SystemFile
    private let maxBytes: Int

    init(path: String, maxBytes: Int) throws(ServiceError) {
        // A link is not followed: it could lead out of the folder that the user gave for results.
        file = try SystemFile(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW)
        self.maxBytes = maxBytes
    }

    /// nil where nothing is there, or nothing says what it is part of.
    var resumption: Resumption? {
        guard let size = try? file.size(), size > 0, let note = ResumeNote(besidePart: file.path), size <= note.length
        else {
            return nil
        }
        // A complete file is asked for its last byte again: the answer tells that it is still the same result.
        return Resumption(note: note, offset: min(size, note.length - 1))
    }

    /// nil where the answer does not continue what is there.
    func resume(with answer: MediaAnswer, after resumption: Resumption) async throws(ServiceError) -> Download? {
        if answer.status == 200 { return try await begin(with: answer) }
        guard answer.status == 206, let range = answer.contentRange, range.start == resumption.offset,
            range.length == resumption.note.length,
            answer.entityTag == nil || answer.entityTag == resumption.note.entityTag
        else { return nil }
        return try await receive(answer, from: resumption.offset, length: range.length, isNoted: true)
    }

    func begin(with answer: MediaAnswer) async throws(ServiceError) -> Download {
        guard answer.status == 200 else {
            throw ServiceError(
                .unreadableAnswer, "`\(answer.host)` sent a part where all was asked for", httpStatus: answer.status)
        }
        guard answer.contentType != "text/html" else {
            throw ServiceError(
                .unreadableAnswer, "`\(answer.host)` sent a web page instead of a result", httpStatus: 200)
        }
        ResumeNote.remove(besidePart: file.path)
        // To some file systems a file that was cut and written anew is one that has to be on the disk when it is closed.
        if try file.size() > 0 { try file.truncate(to: 0) }
        return try await receive(answer, from: 0, length: answer.contentLength, isNoted: false)
    }

    /// - Parameter isNoted: whether the note is there already.
    private func receive(
        _ answer: MediaAnswer, from start: Int, length: Int?, isNoted: Bool
    ) async throws(ServiceError) -> Download {
        if let length { try checkSize(length) }
        var isNoted = isNoted
        var offset = start
        var piece: [UInt8] = []
        func writeNote() throws(ServiceError) {
            if !isNoted { try answer.resumeNote?.write(besidePart: file.path) }
            isNoted = true
        }
        do {
            for try await chunk in answer.response.body {
                try checkSize(offset + piece.count + chunk.readableBytes)
                piece.append(contentsOf: chunk.readableBytesView)
                guard piece.count >= Self.pieceSize else { continue }
                try writeNote()
                try await file.write(piece, at: offset)
                offset += piece.count
                piece.removeAll(keepingCapacity: true)
            }
        } catch {
            // What has arrived is kept: the next attempt goes on from there.
            try writeNote()
            try await file.write(piece, at: offset)
            throw ServiceError(receiving: error, from: answer.host, httpStatus: answer.status)
        }
        try await file.write(piece, at: offset)
        offset += piece.count
        guard offset > 0, length == nil || offset == length else {
            try writeNote()
            throw ServiceError(
                .unreadableAnswer,
                "`\(answer.host)` sent \(offset) of \(length ?? 0) bytes",
                httpStatus: answer.status
            )
        }
        if isNoted { ResumeNote.remove(besidePart: file.path) }
        return Download(bytes: offset, contentType: answer.contentType)
    }

    private func checkSize(_ bytes: Int) throws(ServiceError) {
        guard bytes <= maxBytes else {
            throw ServiceError(.local, "the result is larger than \(maxBytes) bytes, the most that is downloaded")
        }
    }
}
