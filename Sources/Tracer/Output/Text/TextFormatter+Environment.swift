internal import TracerCapture

extension TextFormatter {
    /// Appends the environment in the configured form, one line per variable.
    ///
    /// `all` shows every string in order; `names` the variables that getenv(3) finds; `diff` the differences
    /// from the parent's: `-` removed, `~` changed, `+` added. Without the parent's environment, `diff` says
    /// so and shows all.
    func appendEnvironment(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        switch environment {
        case .none: break
        case .names: appendNames(of: exec, to: &buffer)
        case .all: appendAll(of: exec, to: &buffer)
        case .diff:
            if let parentEnvironment = exec.wholeParentEnvironment {
                appendDiff(of: exec, against: parentEnvironment, to: &buffer)
            } else {
                appendIndent(to: &buffer)
                append(
                    "the parent's environment is not known; all of it:", style: .dim, to: &buffer)
                buffer.append(0x0a)
                appendAll(of: exec, to: &buffer)
            }
        }
    }

    private func appendAll(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        for position in 0..<exec.environment.count {
            // The lines above have reported absent strings.
            guard let string = exec.environment[position] else { continue }
            appendIndent(to: &buffer)
            buffer.append(shellAssignment: string.span)
            buffer.append(0x0a)
        }
    }

    private func appendNames(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        for entry in exec.environment.entries where entry.kind == .variable {
            appendIndent(to: &buffer)
            buffer.append(shellWord: exec.environment.bytes.span.extracting(entry.name))
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    private func appendDiff(
        of exec: ExecEvent, against parent: Environment, to buffer: inout OutputBuffer
    ) {
        let difference = EnvironmentDifference(of: exec.environment, from: parent)
        let (bytes, entries) = (exec.environment.bytes.span, exec.environment.entries)
        // If the environment is incomplete, an absent variable may have been lost, not removed.
        if exec.hasWholeEnvironment {
            for position in difference.removed {
                let name = parent.bytes.span.extracting(parent.entries[position].name)
                append(change: "-", style: .alarm, of: name, to: &buffer)
            }
        }
        for position in difference.changed {
            let string = bytes.extracting(entries[position].string)
            append(change: "~", style: .warning, of: string, to: &buffer)
        }
        for position in difference.added {
            let string = bytes.extracting(entries[position].string)
            append(change: "+", style: .good, of: string, to: &buffer)
        }
    }

    private func append(
        change: StaticString, style: TextStyle, of string: Span<UInt8>,
        to buffer: inout OutputBuffer
    ) {
        appendIndent(to: &buffer)
        begin(style, in: &buffer)
        buffer.append(change)
        buffer.append(shellAssignment: string)
        end(style, in: &buffer)
        buffer.append(0x0a)
    }
}
