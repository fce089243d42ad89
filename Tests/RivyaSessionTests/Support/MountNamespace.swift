import TestSupport
import Testing

/// A view of the file system that ends with its process, in which disks can be mounted without anybody else seeing them.
enum MountNamespace {
    /// What runs a command in one, from the first of these that this machine lets us do; nil where there is none.
    static func command() async -> [String]? {
        for command in [["/usr/bin/unshare", "-m"], ["/usr/bin/unshare", "-rm"]] {
            let probe = "mount -t tmpfs -o size=64k none /tmp"
            guard
                let process = try? ChildProcess(
                    command[0], arguments: Array(command.dropFirst()) + ["/bin/sh", "-c", probe],
                    environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
                    streams: [.nothing, .output("/dev/null"), .output("/dev/null")])
            else { continue }
            if (try? await process.waitForEnd()) == 0 { return command }
        }
        return nil
    }

    static func isAvailable() async -> Bool { await command() != nil }

    static let reason: Comment = "this machine lets tests mount no disk"
}
