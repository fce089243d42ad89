import Foundation

/// Where a user's configuration and keys are kept: `rivya` in `XDG_CONFIG_HOME`, else in `~/.config`, on macOS too.
package struct ConfigurationFolder: Sendable, Hashable {
    /// Absolute; the folder need not exist.
    package let path: String

    /// nil where the environment names neither folder. As the XDG specification says, a relative path does not count.
    package init?(environment: [String: String]) {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            path = folder + "/rivya"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.config/rivya"
        } else {
            return nil
        }
    }

    package var configuration: String { path + "/config.json" }

    package var keys: String { path + "/keys.json" }
}
