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
    /// - Parameter proxy: what the connection goes through, and so what it is that cannot be reached.
    init(sending error: any Error, to host: String, through proxy: NetworkProxy? = nil) {
        let next = proxy.map { "the proxy `\($0.place)` (`\($0.variable)`)" } ?? "`\(host)`"
        self =
            switch error {
            case let error as ServiceError: error
            case is CancellationError: ServiceError(.cancelled, "cancelled")
            case let error as HTTPClientError:
                proxy.flatMap { Self.refusing(error, proxy: $0, host: host) } ?? Self.sending(error, to: host, next)
            case is NIOConnectionError: ServiceError(.unreachable, Self.unreachableMessage(error, next))
            case ChannelError.connectTimeout:
                ServiceError(.unreachable, "\(next) cannot be reached: the connection took too long")
            case let error as IOError where Self.isConnectFailure(error):
                ServiceError(.unreachable, Self.unreachableMessage(error, next))
            case NIOSSLError.handshakeFailed, is NIOSSLExtraError, NIOSSLError.unableToValidateCertificate,
                NIOSSLError.noCertificateToValidate:
                ServiceError(
                    .unreachable, "no secure connection to `\(host)`: \(Self.reason(ofHandshake: error))")
            case _ where proxy?.kind == .socks5 && String(reflecting: type(of: error)).contains("SOCKS"):
                ServiceError(.unreachable, "\(next) did not connect to `\(host)`")
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

    /// What a proxy said instead of connecting: nothing of the request has left. nil where it is not the proxy's doing.
    private static func refusing(_ error: HTTPClientError, proxy: NetworkProxy, host: String) -> ServiceError? {
        let name = "the proxy `\(proxy.place)` (`\(proxy.variable)`)"
        switch error {
        case .proxyAuthenticationRequired where proxy.user == nil:
            return ServiceError(
                .unreachable,
                "\(name) wants a user name and a password: write them as `http://user:password@\(proxy.place)`")
        case .proxyAuthenticationRequired:
            return ServiceError(.unreachable, "\(name) does not take the user name and password that it was given")
        case .invalidProxyResponse:
            return ServiceError(.unreachable, "\(name) refused to connect to `\(host)`")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            return ServiceError(.unreachable, "\(name) did not connect to `\(host)` in time")
        default: return nil
        }
    }

    /// Why TLS did not come about: a certificate that is not trusted is another matter than one for another host, a
    /// version that is too old, or no TLS at all.
    private static func reason(ofHandshake error: any Error) -> String {
        let text = String(describing: error)
        func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        if error is NIOSSLExtraError, says("HostnameFailed", "validateHostname", "ostname") {
            return "its certificate is for another host"
        }
        if says("CERTIFICATE_VERIFY_FAILED", "unableToValidateCertificate", "noCertificateToValidate") {
            return "its certificate is not trusted (expired, or of an authority that is not known here: "
                + "`SSL_CERT_FILE` can name one)"
        }
        if says("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "INVALID_CONTENT_TYPE") {
            return "it does not speak TLS at that port (plain `http` is only for this machine)"
        }
        if says("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "INAPPROPRIATE_FALLBACK", "NO_PROTOCOLS_AVAILABLE") {
            return "it offers no version of TLS that is spoken here"
        }
        if says("EOF during handshake") { return "it closed the connection during the TLS handshake" }
        return "the TLS handshake failed"
    }

    private static func sending(_ error: HTTPClientError, to host: String, _ next: String) -> ServiceError {
        switch error {
        case .cancelled:
            ServiceError(.cancelled, "cancelled")
        case .connectTimeout, .tlsHandshakeTimeout:
            ServiceError(.unreachable, "\(next) cannot be reached: the connection took too long")
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
            "\(host) cannot be reached: the connection was refused"
        case let error as IOError where error.errnoCode == EMFILE || error.errnoCode == ENFILE:
            "\(host) cannot be reached: too many open files"
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            "\(host) cannot be reached: there is no such host"
        case ChannelError.connectTimeout: "\(host) cannot be reached: the connection took too long"
        default: "\(host) cannot be reached"
        }
    }
}
