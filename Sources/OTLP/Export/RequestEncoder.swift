#if OTLP
    internal import SwiftletZlib
    // Only for Data, the Swift type of protobuf's `bytes`.
    #if canImport(FoundationEssentials)
        internal import FoundationEssentials
    #else
        internal import Foundation
    #endif
    internal import OTLPProtobuf
    internal import SwiftProtobuf
    internal import TracerCapture
    internal import TracerSpans

    /// Encodes the body of a request: an `ExportTraceServiceRequest`, compressed if requested.
    struct RequestEncoder: Sendable {
        struct Body {
            var bytes: [UInt8]
            var isGzip: Bool
        }

        let resource: SpanResource
        let usesGzip: Bool

        var userAgent: String { "swiftlet/\(resource.scopeVersion)" }

        func body(of spans: [Span]) -> Body {
            // Serializing only fails for missing required fields, and proto3 has no required fields.
            let bytes: [UInt8] = (try? request(of: spans).serializedBytes()) ?? []
            if usesGzip, let compressed = Self.gzip(bytes) {
                return Body(bytes: compressed, isGzip: true)
            }
            return Body(bytes: bytes, isGzip: false)
        }

        private func request(
            of spans: [Span]
        ) -> Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest {
            var scope = Opentelemetry_Proto_Trace_V1_ScopeSpans()
            scope.scope.name = resource.scopeName
            scope.scope.version = resource.scopeVersion
            scope.spans = spans.map { span in Self.message(of: span) }
            var group = Opentelemetry_Proto_Trace_V1_ResourceSpans()
            group.resource.attributes = Self.messages(of: resource.attributes)
            group.scopeSpans = [scope]
            var request = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest()
            request.resourceSpans = [group]
            return request
        }

        private static func message(of span: Span) -> Opentelemetry_Proto_Trace_V1_Span {
            var message = Opentelemetry_Proto_Trace_V1_Span()
            message.traceID = Data(bytes(of: span.traceID.high) + bytes(of: span.traceID.low))
            message.spanID = Data(bytes(of: span.spanID.bits))
            if let parent = span.parentSpanID {
                message.parentSpanID = Data(bytes(of: parent.bits))
            }
            message.flags = span.flags
            message.name = String(decoding: span.name, as: UTF8.self)
            message.kind = .init(rawValue: span.kind.number) ?? .internal
            message.startTimeUnixNano = span.start
            message.endTimeUnixNano = span.end
            message.attributes = messages(of: span.attributes)
            message.events = span.events.map { event in
                var message = Opentelemetry_Proto_Trace_V1_Span.Event()
                message.timeUnixNano = event.time
                message.name = event.name
                message.attributes = messages(of: event.attributes)
                return message
            }
            message.droppedEventsCount = span.droppedEvents
            message.links = span.links.map { link in
                var message = Opentelemetry_Proto_Trace_V1_Span.Link()
                message.traceID = Data(bytes(of: link.traceID.high) + bytes(of: link.traceID.low))
                message.spanID = Data(bytes(of: link.spanID.bits))
                return message
            }
            if let error = span.error {
                message.status.code = .error
                message.status.message = String(decoding: error, as: UTF8.self)
            }
            return message
        }

        private static func messages(
            of attributes: [SpanAttribute]
        ) -> [Opentelemetry_Proto_Common_V1_KeyValue] {
            attributes.map { attribute in
                var message = Opentelemetry_Proto_Common_V1_KeyValue()
                message.key = attribute.key
                switch attribute.value {
                case .string(let bytes):
                    message.value.stringValue = String(decoding: bytes, as: UTF8.self)
                case .integer(let number): message.value.intValue = number
                case .boolean(let value): message.value.boolValue = value
                case .strings(let strings):
                    message.value.arrayValue.values = strings.map { string in
                        var value = Opentelemetry_Proto_Common_V1_AnyValue()
                        value.stringValue = String(decoding: string, as: UTF8.self)
                        return value
                    }
                case .bytes(let strings):
                    message.value.arrayValue.values = strings.map { string in
                        var value = Opentelemetry_Proto_Common_V1_AnyValue()
                        value.bytesValue = Data(string)
                        return value
                    }
                }
                return message
            }
        }

        /// In network byte order.
        private static func bytes(of number: UInt64) -> [UInt8] {
            stride(from: UInt64(56), through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: number >> $0)
            }
        }

        /// - Returns: nil if there is not enough memory.
        private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
            let room = swiftlet_gzip_bound(bytes.count)
            var written = 0
            let compressed = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                // SAFETY: both addresses and counts are those of whole buffers that live for the call,
                // which writes no more than it is given room for, and says how much.
                written = unsafe bytes.withUnsafeBufferPointer { from in
                    guard let base = buffer.baseAddress, let start = from.baseAddress else {
                        return 0
                    }
                    return unsafe swiftlet_gzip(start, from.count, base, buffer.count)
                }
                count = written
            }
            return written > 0 ? compressed : nil
        }
    }

    extension StringList {
        /// The value of a string, or an empty value if it did not arrive.
        fileprivate func map<Result>(_ transform: (ArraySlice<UInt8>) -> Result) -> [Result] {
            (0..<count).map { transform(self[$0] ?? []) }
        }
    }
#endif
