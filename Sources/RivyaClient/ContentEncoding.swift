import RivyaRuns

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// An encoding that a host applied to a result though none was asked for.
enum ContentEncoding {
    static func isKnown(_ name: String) -> Bool { ["gzip", "x-gzip", "deflate"].contains(name) }

    /// The result as it was before. What is not compressed, whatever its head says, stays as it is.
    ///
    /// - Parameter path: where a large one lies, before and after.
    static func undone(
        _ download: Download, at path: String, maxBytes: Int, host: String
    ) async throws(ServiceError) -> Download {
        try await SystemFile.blocking { () throws(ServiceError) -> Download in
            do {
                switch download.content {
                case .memory(let bytes):
                    guard Inflate.isCompressed(bytes) else { return download }
                    let content = try Inflate.decode(bytes, maxBytes: maxBytes)
                    return Download(.memory(content), contentType: download.contentType)
                case .file:
                    return try inFile(download, path, maxBytes)
                }
            } catch let error as ServiceError {
                throw error
            } catch Inflate.Failure.tooLarge {
                throw ServiceError(.local, "the result is larger than \(maxBytes) bytes, the most that is downloaded")
            } catch {
                throw ServiceError(
                    .unreadableAnswer, "`\(host)` sent a compressed result that is damaged or cut short",
                    httpStatus: 200)
            }
        }
    }

    private static func inFile(_ download: Download, _ path: String, _ maxBytes: Int) throws -> Download {
        let encoded = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        guard Inflate.isCompressed(encoded.prefix(3)) else { return download }
        // The name goes first: the bytes stay readable until they are all undone.
        unlink(path)
        let file = try SystemFile(path, flags: O_RDWR | O_CREAT | O_EXCL)
        let count = try encoded.withUnsafeBytes { input in
            var offset = 0
            return try Inflate.decode(input, maxBytes: maxBytes) { piece in
                try file.put(piece, at: offset)
                offset += piece.count
            }
        }
        return Download(.file(bytes: count), contentType: download.contentType)
    }
}
