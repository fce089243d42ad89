import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RivyaRuns

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What a broken connection means for the request: the run repeats `.unreachable` freely, `.interrupted` only where
/// repeating is safe. So `.unreachable` is said only where no byte of the request can have left.
extension ServiceError {
    init(sending error: any Error, to host: String) {
        self =
            switch error {
            case let error as ServiceError: error
            case is CancellationError: ServiceError(.cancelled, "cancelled")
            case let error as HTTPClientError: Self.sending(error, to: host)
            case is NIOConnectionError: ServiceError(.unreachable, Self.unreachableMessage(error, host))
            case ChannelError.connectTimeout:
                ServiceError(.unreachable, "`\(host)` cannot be reached: the connection took too long")
            case let error as IOError where Self.isConnectFailure(error):
                ServiceError(.unreachable, Self.unreachableMessage(error, host))
            case NIOSSLError.handshakeFailed, is NIOSSLExtraError, NIOSSLError.unableToValidateCertificate,
                NIOSSLError.noCertificateToValidate:
                ServiceError(
                    .unreachable, "no secure connection to `\(host)`: its certificate or TLS version was refused")
            case HTTPParserError.invalidEOFState:
                ServiceError(.interrupted, "the connection to `\(host)` was lost before the answer came")
            case is HTTPParserError:
                ServiceError(.unreadableAnswer, "`\(host)` answered with something that is not HTTP")
            default: ServiceError(.interrupted, "the connection to `\(host)` was lost before the answer came")
            }
        // The library reports a cancelled wait in several ways.
        if Task.isCancelled, kind == .interrupted || kind == .unreachable {
            self = ServiceError(.cancelled, "cancelled")
        }
    }

    /// While the body of an answer arrives.
    init(receiving error: any Error, from host: String, httpStatus: Int) {
        self =
            switch error {
            case let error as ServiceError: error
            case is CancellationError: ServiceError(.cancelled, "cancelled")
            case let error as HTTPClientError where error == .cancelled: ServiceError(.cancelled, "cancelled")
            case let error as HTTPClientError where error == .readTimeout || error == .deadlineExceeded:
                ServiceError(.interrupted, "the answer of `\(host)` stopped half-way", httpStatus: httpStatus)
            default:
                ServiceError(.unreadableAnswer, "the answer of `\(host)` was cut off", httpStatus: httpStatus)
            }
        if Task.isCancelled, kind == .interrupted || kind == .unreadableAnswer {
            self = ServiceError(.cancelled, "cancelled")
        }
    }

    private static func sending(_ error: HTTPClientError, to host: String) -> ServiceError {
        switch error {
        case .cancelled:
            ServiceError(.cancelled, "cancelled")
        case .connectTimeout, .tlsHandshakeTimeout:
            ServiceError(.unreachable, "`\(host)` cannot be reached: the connection took too long")
        case .getConnectionFromPoolTimeout:
            ServiceError(.unreachable, "no connection to `\(host)` became free in time")
        case .readTimeout, .writeTimeout, .deadlineExceeded:
            ServiceError(.interrupted, "`\(host)` did not answer in time")
        case .invalidURL, .emptyHost, .emptyScheme:
            ServiceError(.local, "the URL is not valid")
        case .bodyLengthMismatch:
            ServiceError(.local, "the file changed while it was being sent")
        default:
            ServiceError(.interrupted, "the connection to `\(host)` was lost before the answer came")
        }
    }

    private static func isConnectFailure(_ error: IOError) -> Bool {
        switch error.errnoCode {
        case ECONNREFUSED, ENETUNREACH, EADDRNOTAVAIL, EMFILE, ENFILE: true
        default: false
        }
    }

    private static func unreachableMessage(_ error: any Error, _ host: String) -> String {
        let first: any Error =
            switch error {
            case let error as NIOConnectionError:
                error.connectionErrors.first?.error ?? error.dnsAError ?? error.dnsAAAAError ?? error
            default: error
            }
        return switch first {
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            "`\(host)` cannot be reached: the connection was refused"
        case let error as IOError where error.errnoCode == EMFILE || error.errnoCode == ENFILE:
            "`\(host)` cannot be reached: too many open files"
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            "`\(host)` cannot be reached: there is no such host"
        case ChannelError.connectTimeout: "`\(host)` cannot be reached: the connection took too long"
        default: "`\(host)` cannot be reached"
        }
    }
}
