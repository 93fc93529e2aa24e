internal import TracerCapture
public import TracerOutput

/// Writes spans as OpenTelemetry's file exporter does: one `TracesData` object per line.
///
/// OTLP's JSON encoding (opentelemetry-proto, docs/specification: JSON Protobuf Encoding): ids as
/// hexadecimal digits, 64-bit integers as strings, enumerations as numbers, names in lowerCamelCase.
public enum OTLPJSONFormatter {
    /// Appends one line with all of the spans; nothing without spans.
    public static func append(
        _ spans: some Collection<Span>, of resource: SpanResource, to buffer: inout OutputBuffer
    ) {
        guard !spans.isEmpty else { return }
        buffer.append(#"{"resourceSpans":[{"resource":{"attributes":"#)
        append(resource.attributes, to: &buffer)
        buffer.append(#"},"scopeSpans":[{"scope":{"name":"#)
        append(string: resource.scopeName, to: &buffer)
        buffer.append(#","version":"#)
        append(string: resource.scopeVersion, to: &buffer)
        buffer.append(#"},"spans":["#)
        var isFirst = true
        for span in spans {
            if !isFirst { buffer.append(",") }
            isFirst = false
            append(span, to: &buffer)
        }
        buffer.append("]}]}]}\n")
    }

    private static func append(_ span: Span, to buffer: inout OutputBuffer) {
        buffer.append(#"{"traceId":""#)
        buffer.append(hexadecimal: span.traceID.high)
        buffer.append(hexadecimal: span.traceID.low)
        buffer.append(#"","spanId":""#)
        buffer.append(hexadecimal: span.spanID.bits)
        if let parent = span.parentSpanID {
            buffer.append(#"","parentSpanId":""#)
            buffer.append(hexadecimal: parent.bits)
        }
        buffer.append(#"","flags":"#)
        buffer.append(decimal: span.flags)
        buffer.append(#","name":"#)
        buffer.append(jsonString: span.name.span)
        buffer.append(#","kind":"#)
        buffer.append(decimal: span.kind.number)
        buffer.append(#","startTimeUnixNano":""#)
        buffer.append(decimal: span.start)
        buffer.append(#"","endTimeUnixNano":""#)
        buffer.append(decimal: span.end)
        buffer.append(#"","attributes":"#)
        append(span.attributes, to: &buffer)
        if !span.events.isEmpty {
            buffer.append(#","events":["#)
            for index in span.events.indices {
                if index > 0 { buffer.append(",") }
                append(span.events[index], to: &buffer)
            }
            buffer.append("]")
        }
        if span.droppedEvents > 0 {
            buffer.append(#","droppedEventsCount":"#)
            buffer.append(decimal: span.droppedEvents)
        }
        if !span.links.isEmpty { append(span.links, to: &buffer) }
        if let error = span.error {
            buffer.append(#","status":{"message":"#)
            buffer.append(jsonString: error.span)
            // STATUS_CODE_ERROR
            buffer.append(#","code":2}"#)
        }
        buffer.append("}")
    }

    private static func append(_ links: [SpanLink], to buffer: inout OutputBuffer) {
        buffer.append(#","links":["#)
        for index in links.indices {
            buffer.append(index == 0 ? #"{"traceId":""# : #",{"traceId":""#)
            buffer.append(hexadecimal: links[index].traceID.high)
            buffer.append(hexadecimal: links[index].traceID.low)
            buffer.append(#"","spanId":""#)
            buffer.append(hexadecimal: links[index].spanID.bits)
            buffer.append(#""}"#)
        }
        buffer.append("]")
    }

    private static func append(_ event: SpanEvent, to buffer: inout OutputBuffer) {
        buffer.append(#"{"timeUnixNano":""#)
        buffer.append(decimal: event.time)
        buffer.append(#"","name":"#)
        append(string: event.name, to: &buffer)
        buffer.append(#","attributes":"#)
        append(event.attributes, to: &buffer)
        buffer.append("}")
    }

    private static func append(_ attributes: [SpanAttribute], to buffer: inout OutputBuffer) {
        buffer.append("[")
        for index in attributes.indices {
            buffer.append(index == 0 ? #"{"key":"# : #",{"key":"#)
            append(string: attributes[index].key, to: &buffer)
            buffer.append(#","value":"#)
            append(attributes[index].value, to: &buffer)
            buffer.append("}")
        }
        buffer.append("]")
    }

    private static func append(_ value: SpanAttribute.Value, to buffer: inout OutputBuffer) {
        switch value {
        case .string(let bytes):
            buffer.append(#"{"stringValue":"#)
            buffer.append(jsonString: bytes.span)
        case .integer(let number):
            buffer.append(#"{"intValue":""#)
            buffer.append(decimal: number)
            buffer.append(#"""#)
        case .boolean(let value):
            buffer.append(#"{"boolValue":"#)
            buffer.append(value)
        case .strings(let strings):
            buffer.append(#"{"arrayValue":{"values":["#)
            for index in 0..<strings.count {
                if index > 0 { buffer.append(",") }
                buffer.append(#"{"stringValue":"#)
                let string = strings[index] ?? []
                buffer.append(jsonString: string.span)
                buffer.append("}")
            }
            buffer.append("]}")
        case .bytes(let strings):
            buffer.append(#"{"arrayValue":{"values":["#)
            for index in 0..<strings.count {
                if index > 0 { buffer.append(",") }
                buffer.append(#"{"bytesValue":""#)
                let string = strings[index] ?? []
                buffer.append(base64: string.span)
                buffer.append(#""}"#)
            }
            buffer.append("]}")
        }
        buffer.append("}")
    }

    private static func append(string: String, to buffer: inout OutputBuffer) {
        let bytes = Array(string.utf8)
        buffer.append(jsonString: bytes.span)
    }
}
