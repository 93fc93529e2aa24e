internal import TracerCapture
public import TracerOutput

/// Writes spans as OpenTelemetry's file exporter does: one `TracesData` object per line.
///
/// The encoding is OTLP's JSON (opentelemetry-proto, docs/specification: JSON Protobuf Encoding): IDs as
/// hexadecimal digits, 64-bit integers as strings, enumerations as numbers, names in lowerCamelCase.
public enum OTLPJSONFormatter {
    /// Appends one line with all of the spans; appends nothing if there are none.
    public static func append(
        _ spans: some Collection<Span>, of resource: SpanResource, to buffer: inout OutputBuffer
    ) {
        guard !spans.isEmpty else { return }
        buffer.beginObject()
        buffer.key("resourceSpans")
        buffer.beginArray()
        buffer.beginObject()
        buffer.key("resource")
        buffer.beginObject()
        append(resource.attributes, to: &buffer)
        buffer.endObject()
        buffer.key("scopeSpans")
        buffer.beginArray()
        buffer.beginObject()
        buffer.key("scope")
        buffer.beginObject()
        append(resource.scopeName, as: "name", to: &buffer)
        append(resource.scopeVersion, as: "version", to: &buffer)
        buffer.endObject()
        buffer.key("spans")
        buffer.beginArray()
        for span in spans { append(span, to: &buffer) }
        buffer.endArray()
        buffer.endObject()
        buffer.endArray()
        buffer.endObject()
        buffer.endArray()
        buffer.endLine()
    }

    private static func append(_ span: Span, to buffer: inout OutputBuffer) {
        buffer.beginObject()
        append(span.traceID, span.spanID, to: &buffer)
        if let parent = span.parentSpanID {
            buffer.member("parentSpanId", hexadecimal: parent.bits)
        }
        buffer.member("flags", span.flags)
        buffer.member("name", span.name.span)
        buffer.member("kind", span.kind.number)
        append(span.start, as: "startTimeUnixNano", to: &buffer)
        append(span.end, as: "endTimeUnixNano", to: &buffer)
        append(span.attributes, to: &buffer)
        if !span.events.isEmpty {
            buffer.key("events")
            buffer.beginArray()
            for event in span.events {
                buffer.beginObject()
                append(event.time, as: "timeUnixNano", to: &buffer)
                append(event.name, as: "name", to: &buffer)
                append(event.attributes, to: &buffer)
                buffer.endObject()
            }
            buffer.endArray()
        }
        if span.droppedEvents > 0 { buffer.member("droppedEventsCount", span.droppedEvents) }
        if !span.links.isEmpty {
            buffer.key("links")
            buffer.beginArray()
            for link in span.links {
                buffer.beginObject()
                append(link.traceID, link.spanID, to: &buffer)
                buffer.endObject()
            }
            buffer.endArray()
        }
        if let error = span.error {
            buffer.key("status")
            buffer.beginObject()
            buffer.member("message", error.span)
            // STATUS_CODE_ERROR
            buffer.member("code", 2)
            buffer.endObject()
        }
        buffer.endObject()
    }

    private static func append(
        _ traceID: TraceID, _ spanID: SpanID, to buffer: inout OutputBuffer
    ) {
        buffer.key("traceId")
        buffer.quoted {
            $0.append(hexadecimal: traceID.high)
            $0.append(hexadecimal: traceID.low)
        }
        buffer.member("spanId", hexadecimal: spanID.bits)
    }

    private static func append(_ attributes: [SpanAttribute], to buffer: inout OutputBuffer) {
        buffer.key("attributes")
        buffer.beginArray()
        for attribute in attributes {
            buffer.beginObject()
            append(attribute.key, as: "key", to: &buffer)
            buffer.key("value")
            buffer.beginObject()
            append(attribute.value, to: &buffer)
            buffer.endObject()
            buffer.endObject()
        }
        buffer.endArray()
    }

    private static func append(_ value: SpanAttribute.Value, to buffer: inout OutputBuffer) {
        switch value {
        case .string(let bytes): buffer.member("stringValue", bytes.span)
        case .integer(let number):
            buffer.key("intValue")
            buffer.quoted { $0.append(decimal: number) }
        case .boolean(let value): buffer.member("boolValue", value)
        case .strings(let strings), .bytes(let strings):
            buffer.key("arrayValue")
            buffer.beginObject()
            buffer.key("values")
            buffer.beginArray()
            for index in 0..<strings.count {
                let string = strings[index] ?? []
                buffer.beginObject()
                if case .strings = value {
                    buffer.member("stringValue", string.span)
                } else {
                    buffer.key("bytesValue")
                    buffer.quoted { $0.append(base64: string.span) }
                }
                buffer.endObject()
            }
            buffer.endArray()
            buffer.endObject()
        }
    }

    /// Appends a 64-bit integer, as a string.
    private static func append(
        _ number: UInt64, as key: StaticString, to buffer: inout OutputBuffer
    ) {
        buffer.key(key)
        buffer.quoted { $0.append(decimal: number) }
    }

    private static func append(
        _ string: String, as key: StaticString, to buffer: inout OutputBuffer
    ) {
        buffer.member(key, string.utf8Span.span)
    }
}
