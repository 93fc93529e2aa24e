#if OTLP
    internal import AsyncHTTPClient
    internal import NIOCore
    internal import NIOHTTP1
    internal import OTLPProtobuf
    internal import SwiftProtobuf
    internal import SwiftletShims

    /// The outcome of a request.
    enum Answer {
        /// 2xx. The server may have rejected some of the spans, with a message.
        case taken(rejected: UInt64, message: String)
        /// The request must not be retried.
        case refused(String)
        /// Retry the request, after this many milliseconds if the server asked for a delay.
        case later(String, retryAfter: Int64?)

        init(_ response: HTTPClient.Response) {
            let status = Int(response.status.code)
            if (200..<300).contains(status) {
                let bytes = response.body.map { [UInt8]($0.readableBytesView) } ?? []
                let answer = try? Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceResponse(
                    serializedBytes: bytes)
                let partial = answer?.partialSuccess
                self = .taken(
                    rejected: UInt64(clamping: partial?.rejectedSpans ?? 0),
                    message: Self.shown(partial?.errorMessage ?? ""))
            } else if RetryPolicy.isTemporary(status: status) {
                let now = Int64(swiftlet_clock_realtime() / 1_000_000_000)
                let retryAfter = response.headers.first(name: "Retry-After").flatMap {
                    RetryPolicy.retryAfter($0, now: now)
                }
                self = .later("HTTP status \(status)", retryAfter: retryAfter)
            } else {
                self = .refused("HTTP status \(status)")
            }
        }

        /// A message of the server or of a library, shortened, without control characters.
        static func shown(_ text: String) -> String {
            String(
                text.prefix(200).map {
                    $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } ? " " : $0
                })
        }
    }
#endif
