import RivyaCatalog
import RivyaRuns

/// What the environment says of the way to the internet: proxies, who goes without one, and whom to trust
/// (`Documentation/Configuration.md`, "Proxies and certificates").
package struct NetworkSettings: Sendable {
    /// A variable that is set, as it may be shown.
    package struct Variable: Sendable {
        /// In lower case, as `https_proxy`.
        package var name: String
        /// As it is spelled in the environment.
        package var spelling: String
        package var value: String
    }

    private static let names = ["https_proxy", "http_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"]

    private var values: [String: Variable] = [:]
    private let exceptions: [ProxyException]

    /// Nothing is set: every host is reached directly, and the system's authorities are trusted.
    package init() { exceptions = [] }

    /// Of both spellings the lower one counts, as with other programs; an empty one is as good as none.
    package init(environment: [String: String]) {
        for name in Self.names {
            for spelling in [name, name.uppercased()] {
                guard values[name] == nil, let value = environment[spelling], !value.isEmpty else { continue }
                values[name] = Variable(name: name, spelling: spelling, value: value)
            }
        }
        exceptions = ProxyException.list(values["no_proxy"]?.value ?? "")
    }

    /// For people: passwords are hidden.
    package var shown: [Variable] {
        Self.names.compactMap { values[$0] }.map { variable in
            guard variable.name.hasSuffix("_proxy") else { return variable }
            var shown = variable
            if variable.name == "no_proxy" {
                shown.value = Self.withoutUsers(variable.value)
                return shown
            }
            do throws(ServiceError) {
                shown.value = try NetworkProxy(variable.value, variable: variable.spelling).shown
            } catch {
                shown.value = error.message
            }
            return shown
        }
    }

    /// Hosts alone belong there; a password that somebody put there all the same is not shown.
    private static func withoutUsers(_ list: String) -> String {
        list.split(separator: ",", omittingEmptySubsequences: false)
            .map { entry in entry.lastIndex(of: "@").map { "***\(entry[$0...])" } ?? String(entry) }
            .joined(separator: ",")
    }

    var certificateFile: Variable? { values["ssl_cert_file"] }

    var certificateFolders: Variable? { values["ssl_cert_dir"] }

    /// The one proxy of all hosts that are reached through one: `https` is the only scheme that leaves this machine.
    /// Throws where the variable that counts names none.
    func proxy() throws(ServiceError) -> NetworkProxy? {
        guard let variable = values["https_proxy"] ?? values["all_proxy"] else { return nil }
        return try NetworkProxy(variable.value, variable: variable.spelling)
    }

    /// This machine is never asked through a proxy: that would lead to the proxy's machine.
    func isDirect(_ url: WebURL) -> Bool {
        guard url.scheme == .https, values["https_proxy"] != nil || values["all_proxy"] != nil else { return true }
        switch url.host {
        case .address(let address) where address.scope == .machine: return true
        case .name(let name) where Loopback.contains(host: name): return true
        default: return exceptions.contains { $0.covers(url) }
        }
    }
}
