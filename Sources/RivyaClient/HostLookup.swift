import NIOPosix
import RivyaCatalog
import RivyaRuns
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The addresses of names, as the system knows them; remembered, because a run fetches much from few hosts.
final class HostLookup: Sendable {
    private static let memory = Duration.seconds(60)

    private struct Entry {
        var addresses: [NetworkAddress]
        var end: ContinuousClock.Instant
    }

    private let known = Mutex<[String: Entry]>([:])

    /// All of a name's addresses; throws where there is none.
    func addresses(of name: String) async throws(ServiceError) -> [NetworkAddress] {
        let now = ContinuousClock.now
        if let entry = known.withLock({ $0[name] }), now < entry.end { return entry.addresses }
        let addresses = try await SystemFile.blocking { Self.resolve(name) }
        guard !addresses.isEmpty else {
            throw ServiceError(.unreachable, "`\(name)` cannot be reached: there is no such host")
        }
        known.withLock { $0[name] = Entry(addresses: addresses, end: now + Self.memory) }
        return addresses
    }

    private static func resolve(_ name: String) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_socktype = streamType
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: [NetworkAddress] = []
        var next = first
        while let info = next?.pointee {
            next = info.ai_next
            let found: NetworkAddress?
            switch info.ai_family {
            case AF_INET:
                found = info.ai_addr?.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    withUnsafeBytes(of: $0.pointee.sin_addr) { NetworkAddress(bytes: $0) }
                }
            case AF_INET6:
                found = info.ai_addr?.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    withUnsafeBytes(of: $0.pointee.sin6_addr) { NetworkAddress(bytes: $0) }
                }
            default: found = nil
            }
            if let found, !addresses.contains(found) { addresses.append(found) }
        }
        return addresses
    }

    private static var streamType: CInt {
        #if canImport(Glibc)
        CInt(SOCK_STREAM.rawValue)
        #else
        SOCK_STREAM
        #endif
    }
}
