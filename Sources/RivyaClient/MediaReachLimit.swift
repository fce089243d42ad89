import AsyncHTTPClient
import NIOCore
import RivyaCatalog
import RivyaRuns
import Synchronization

/// Looks at where a connection for media has come out, before anything is sent over it: a name may have had other
/// addresses when it was looked up.
final class MediaReachLimit: Sendable {
    private let reach = Mutex(MediaReach.internet)

    func set(_ reach: MediaReach) { self.reach.withLock { $0 = reach } }

    @Sendable func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let remote = channel.remoteAddress, let text = remote.ipAddress, let address = NetworkAddress(text) else {
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        do throws(ServiceError) {
            try reach.withLock { $0 }.check(address, of: address.text)
            return channel.eventLoop.makeSucceededVoidFuture()
        } catch {
            // Only once the failure is known: the pool asks who closes a connection that it still expects.
            channel.eventLoop.execute { channel.close(promise: nil) }
            return channel.eventLoop.makeFailedFuture(error)
        }
    }
}
