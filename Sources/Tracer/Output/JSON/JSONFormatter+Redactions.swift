internal import TracerCapture

extension JSONFormatter {
    /// Appends what was redacted: names of variables, `args[2]` for an argument, and `env_other` for an
    /// environment string without a name. The length and digest of each value follow.
    func appendRedactions(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.key("redacted")
        buffer.beginArray()
        for redaction in exec.redactions { append(redaction, to: &buffer) }
        buffer.endArray()
        if !exec.hiddenValues.isEmpty {
            buffer.key("redacted_values")
            buffer.beginArray()
            for value in exec.hiddenValues {
                buffer.beginObject()
                buffer.key("what")
                append(value.what, to: &buffer)
                buffer.member("bytes", value.bytes)
                buffer.member("digest", hexadecimal: value.digest)
                buffer.endObject()
            }
            buffer.endArray()
        }
        if exec.isRedactionLimited { buffer.member("redaction_limit", true) }
    }

    private func append(_ redaction: Redaction, to buffer: inout OutputBuffer) {
        switch redaction {
        case .variable(let name) where name.isEmpty: buffer.value("env_other")
        case .variable(let name): buffer.value(name.span)
        case .argument(let argument):
            buffer.quoted {
                $0.append("args[")
                $0.append(decimal: argument)
                $0.append("]")
            }
        }
    }

    /// Appends the attributes added by rules; appends nothing if there are none.
    func appendAttributes(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        guard !exec.attributes.isEmpty else { return }
        buffer.key("attributes")
        buffer.beginObject()
        for attribute in exec.attributes {
            buffer.member(attribute.name.utf8Span.span, attribute.value.utf8Span.span)
        }
        buffer.endObject()
    }
}
