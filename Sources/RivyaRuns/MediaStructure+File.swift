import Foundation
package import RivyaCatalog

extension MediaStructure {
    /// Of a file, read in parts: a long movie costs little memory and, where its boxes are large, little reading. What
    /// cannot be read counts as missing. For a thread that may wait.
    package init(ofFile path: String, type: MediaType) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        var info = stat()
        let count = descriptor >= 0 && fstat(descriptor, &info) == 0 ? Int(info.st_size) : 0
        self.init(type: type, count: count) { offset, length in
            [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
                filled = max(0, pread(descriptor, buffer.baseAddress, length, off_t(offset)))
            }
        }
    }
}
