internal import TracerCapture

extension TextFormatter {
    /// Appends the file, the arguments and the redirections as shell words, cut to the terminal's width.
    func appendCommand(of exec: ExecEvent, columnsUsed: Int, to buffer: inout OutputBuffer) {
        let start = buffer.count
        let cut = width.map { max($0 - columnsUsed, 1) }
        // Stop early: no line needs more bytes than this, and the rest would be cut off.
        let enough = cut.map { start + $0 * OutputBuffer.mostBytesInColumn }
        buffer.append(pipeInto: exec)
        if exec.filename.isEmpty {
            buffer.append("?")
        } else {
            buffer.append(shellWord: exec.filename.span)
        }
        for position in 0..<exec.arguments.count {
            if let enough, buffer.count > enough { break }
            buffer.append(0x20)
            if let argument = exec.arguments[position] {
                buffer.append(shellWord: argument.span, isCommand: position == 0)
            } else {
                append("?", style: .warning, to: &buffer)
            }
        }
        buffer.append(redirectionsOf: exec)
        if let cut { buffer.cut(from: start, toColumns: cut) }
    }

    /// Appends a line for each missing part: `incomplete: env 4096..8191 ring_full`.
    func appendMissing(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        for part in exec.missing {
            appendIndent(to: &buffer)
            begin(.alarm, in: &buffer)
            buffer.append("incomplete: ")
            buffer.append(part.part.name)
            // A file name is missing entirely or not at all.
            if part.part != .filename {
                buffer.append(part.unit == .strings ? " string " : " ")
                buffer.append(decimal: part.offset)
                if part.count != 1 { buffer.append("..") }
                if let count = part.count, count > 1 {
                    buffer.append(
                        decimal: part.offset.addingReportingOverflow(count - 1).partialValue)
                }
            }
            buffer.append(0x20)
            buffer.append(part.cause.name)
            end(.alarm, in: &buffer)
            buffer.append(0x0a)
        }
    }

    func appendIndent(to buffer: inout OutputBuffer) {
        buffer.append(repeating: 0x20, count: indent)
    }
}
