#if OTLP
    internal import AsyncHTTPClient
    internal import NIOCore
    internal import NIOPosix
    internal import NIOSSL
    internal import TracerOutput

    extension Answer {
        /// No answer came. The text says why and, where that is known, what to do.
        init(_ error: any Error) {
            switch error {
            case let error as HTTPClientError
            where error == .invalidURL || error == .emptyHost || error == .emptyScheme:
                self = .refused("\(error)")
            case NIOSSLError.handshakeFailed where "\(error)".contains("CERTIFICATE_VERIFY_FAILED"):
                // Another attempt would fail in the same way.
                self = .refused(
                    "the server's certificate is not trusted: a file with its authority's goes into OTEL_EXPORTER_OTLP_CERTIFICATE"
                )
            case let error as NIOSSLExtraError where error == .failedToValidateHostname:
                self = .refused("the server's certificate is for another host")
            default: self = .later(Self.cause(of: error), retryAfter: nil)
            }
        }

        private static func cause(of error: any Error) -> String {
            switch error {
            case let error as NIOConnectionError:
                error.connectionErrors.first.map { cause(of: $0.error) }
                    ?? "no address is known for host \(shown(error.host))"
            case let error as IOError: "no connection: \(name(of: error.errnoCode))"
            case ChannelError.connectTimeout: "no connection in time"
            case let error as HTTPClientError: cause(of: error)
            default: shown("\(error)")
            }
        }

        private static func cause(of error: HTTPClientError) -> String {
            switch error {
            case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
                "no connection in time"
            case .deadlineExceeded, .readTimeout, .writeTimeout: "no answer in time"
            case .remoteConnectionClosed: "the server closed the connection"
            default: shown("\(error)")
            }
        }

        private static func name(of errno: Int32) -> String {
            ErrnoName.name(of: errno).map { "\($0)" } ?? "errno \(errno)"
        }
    }
#endif
