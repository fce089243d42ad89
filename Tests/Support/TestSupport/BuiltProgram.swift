import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Programs of this package that were built with the tests.
package enum BuiltProgram {
    package struct Missing: Error, CustomStringConvertible {
        package var description: String
    }

    /// A program's path: it stands in the folder that the tests were built in, or above it.
    package static func path(_ name: String) throws -> String {
        #if canImport(Darwin)
        var info = Dl_info()
        guard dladdr(#dsohandle, &info) != 0, let image = info.dli_fname else {
            throw Missing(description: "the tests do not know where they are")
        }
        var folder = String(cString: image)
        #else
        var folder = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        #endif
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            let candidate = folder + "/" + name
            if access(candidate, X_OK) == 0 { return candidate }
        }
        throw Missing(description: "`\(name)` is not built")
    }
}
