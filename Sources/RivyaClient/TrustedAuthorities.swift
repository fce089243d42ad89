import NIOSSL
import RivyaRuns

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The authorities that `SSL_CERT_FILE` and `SSL_CERT_DIR` name: where one of them is set, they stand for the system's.
enum TrustedAuthorities {
    /// nil for the system's own.
    static func load(_ settings: NetworkSettings) throws(ServiceError) -> [NIOSSLCertificate]? {
        guard settings.certificateFile != nil || settings.certificateFolders != nil else { return nil }
        var certificates: [NIOSSLCertificate] = []
        if let file = settings.certificateFile {
            guard let found = try? NIOSSLCertificate.fromPEMFile(file.value), !found.isEmpty else {
                throw problem(file, "that cannot be read, or holds no certificate in PEM")
            }
            certificates += found
        }
        if let folders = settings.certificateFolders {
            var found: [NIOSSLCertificate] = []
            for folder in folders.value.split(separator: ":").map(String.init) {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                // A folder holds the same certificate under its name and as a link named after its hash.
                for name in names.sorted() {
                    found += (try? NIOSSLCertificate.fromPEMFile(folder + "/" + name)) ?? []
                }
            }
            guard !found.isEmpty else { throw problem(folders, "with no certificate in PEM in it") }
            certificates += found
        }
        return Array(Set(certificates))
    }

    private static func problem(_ variable: NetworkSettings.Variable, _ reason: String) -> ServiceError {
        ServiceError(
            .local, "`\(variable.spelling)` names `\(Door.shown(variable.value, longest: 200))`, \(reason)")
    }
}
