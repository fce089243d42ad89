import RivyaCatalog
import RivyaRuns

/// Where media may come from: as near as the service is, and no nearer. What listens on this machine and in its network
/// is nobody's business but the user's.
enum MediaReach: Sendable {
    /// The service is elsewhere.
    case internet
    /// The service is at a private address, and may name what is in its network.
    case network
    /// The service is on this machine.
    case machine

    /// Beside a service at addresses of that scope.
    init(besideServiceIn scope: NetworkAddress.Scope) {
        switch scope {
        case .machine: self = .machine
        case .network: self = .network
        case .internet, .special: self = .internet
        }
    }

    func includes(_ scope: NetworkAddress.Scope) -> Bool {
        switch scope {
        case .internet: true
        case .network: self == .network
        case .machine: self == .machine
        case .special: false
        }
    }

    /// What a host there may redirect to: no one leads nearer than it is.
    func behind(_ scope: NetworkAddress.Scope) -> MediaReach {
        switch (self, scope) {
        case (.machine, .machine): .machine
        case (.network, .network): .network
        default: .internet
        }
    }

    /// Throws where an address must not be asked for `host`'s content.
    func check(_ address: NetworkAddress, of host: String) throws(ServiceError) {
        guard !includes(address.scope) else { return }
        let place =
            switch address.scope {
            case .machine: "this machine"
            case .network: "a private network"
            case .special, .internet: "no host of the internet"
            }
        let target = host == address.text || host == "[\(address.text)]" ? "" : " leads to \(address.text), which"
        throw ServiceError(
            .local, "`\(host)`\(target) is \(place): nothing is fetched from there for a service elsewhere")
    }
}
