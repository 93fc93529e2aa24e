internal import TracerCapture

extension JSONFormatter {
    /// Appends what was hidden: names of variables, and `args[2]` for arguments; `env_other` for a
    /// string of the environment that has no name. Then the length and digest of each value.
    func appendRedactions(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.append(#","redacted":["#)
        for position in exec.redactions.indices {
            if position > 0 { buffer.append(UInt8(ascii: ",")) }
            append(exec.redactions[position], to: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
        if !exec.hiddenValues.isEmpty {
            buffer.append(#","redacted_values":["#)
            for position in exec.hiddenValues.indices {
                if position > 0 { buffer.append(UInt8(ascii: ",")) }
                let value = exec.hiddenValues[position]
                buffer.append(#"{"what":"#)
                append(value.what, to: &buffer)
                buffer.append(#","bytes":"#)
                buffer.append(decimal: value.bytes)
                buffer.append(#","digest":""#)
                buffer.append(hexadecimal: value.digest)
                buffer.append(#""}"#)
            }
            buffer.append(UInt8(ascii: "]"))
        }
        if exec.isRedactionLimited { buffer.append(#","redaction_limit":true"#) }
    }

    private func append(_ redaction: Redaction, to buffer: inout OutputBuffer) {
        switch redaction {
        case .variable(let name) where name.isEmpty: buffer.append(#""env_other""#)
        case .variable(let name): buffer.append(jsonString: name.span)
        case .argument(let argument):
            buffer.append(#""args["#)
            buffer.append(decimal: argument)
            buffer.append(#"]""#)
        }
    }

    /// Appends what rules added; nothing if they did not.
    func appendAttributes(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        guard !exec.attributes.isEmpty else { return }
        buffer.append(#","attributes":"#)
        for position in exec.attributes.indices {
            buffer.append(position > 0 ? 0x2c : 0x7b)
            buffer.append(jsonString: Array(exec.attributes[position].name.utf8).span)
            buffer.append(0x3a)
            buffer.append(jsonString: Array(exec.attributes[position].value.utf8).span)
        }
        buffer.append(0x7d)
    }
}
