internal import TracerCapture

extension JSONFormatter {
    /// Appends the environment in the form that was asked for: `env`, `env_names`, `env_diff`, or
    /// nothing.
    ///
    /// `diff` needs the parent's environment, all of it; where that is not known, `env_diff` is
    /// null and the whole environment follows.
    mutating func appendEnvironment(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        switch environment {
        case .none: break
        case .names: appendNames(of: exec, to: &buffer)
        case .all:
            if refersToEnvironments {
                appendShared(of: exec, to: &buffer)
            } else {
                appendAll(of: exec, to: &buffer)
            }
        case .diff:
            if let parentEnvironment = exec.wholeParentEnvironment {
                appendDiff(of: exec, against: parentEnvironment, to: &buffer)
            } else {
                buffer.append(#","env_diff":null"#)
                appendAll(of: exec, to: &buffer)
            }
        }
    }

    private mutating func appendShared(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        switch environments.look(up: exec.environment) {
        case .known(let number):
            buffer.append(#","env_ref":""#)
            buffer.append(decimal: number)
            buffer.append(0x22)
            return
        case .new(let number):
            buffer.append(#","env_id":""#)
            buffer.append(decimal: number)
            buffer.append(0x22)
        case .unnumbered: break
        }
        appendAll(of: exec, to: &buffer)
    }

    private func appendAll(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        let environment = exec.environment
        buffer.append(#","env":{"#)
        var isUTF8 = true
        var isFirst = true
        for entry in environment.entries where entry.kind == .variable {
            if !buffer.append(jsonMember: entry, of: environment, isFirst: &isFirst) { isUTF8 = false }
        }
        buffer.append(UInt8(ascii: "}"))
        if !appendOther(of: environment, checksNames: !isUTF8, to: &buffer) { isUTF8 = false }
        if !isUTF8 { appendBase64(environment, to: &buffer) }
    }

    /// Appends the names of the variables, in order. What is no variable has no name.
    private func appendNames(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.append(#","env_names":["#)
        var isFirst = true
        for entry in exec.environment.entries where entry.kind == .variable {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            buffer.append(jsonString: exec.environment.bytes.span.extracting(entry.name))
        }
        buffer.append(UInt8(ascii: "]"))
    }

    /// Appends what is new, what has another value (the new one is shown) and what is gone.
    ///
    /// `removed` is null if the environment is incomplete: a variable that is not there may merely be
    /// missing.
    private func appendDiff(
        of exec: ExecEvent, against parent: Environment, to buffer: inout OutputBuffer
    ) {
        let environment = exec.environment
        let difference = EnvironmentDifference(of: environment, from: parent)
        buffer.append(#","env_diff":{"added":{"#)
        var isUTF8 = append(members: difference.added, of: environment, to: &buffer)
        buffer.append(#"},"changed":{"#)
        if !append(members: difference.changed, of: environment, to: &buffer) { isUTF8 = false }
        buffer.append(#"},"removed":"#)
        if exec.hasWholeEnvironment {
            buffer.append(UInt8(ascii: "["))
            let entries = parent.entries
            for (number, position) in difference.removed.enumerated() {
                if number > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append(jsonString: parent.bytes.span.extracting(entries[position].name))
            }
            buffer.append(UInt8(ascii: "]"))
        } else {
            buffer.append("null")
        }
        buffer.append(#","against":"parent"}"#)
        if !appendOther(of: environment, checksNames: true, to: &buffer) { isUTF8 = false }
        // What is as in the parent is not shown, so its bytes need not be, either.
        if !isUTF8 { appendBase64(environment, to: &buffer) }
    }

    /// Returns whether all of it is UTF-8.
    private func append(
        members positions: [Int], of environment: Environment, to buffer: inout OutputBuffer
    ) -> Bool {
        let entries = environment.entries
        var isUTF8 = true
        var isFirst = true
        for position in positions {
            if !buffer.append(jsonMember: entries[position], of: environment, isFirst: &isFirst) {
                isUTF8 = false
            }
        }
        return isUTF8
    }

    /// Appends the strings that getenv(3) never finds, and variables whose names are not UTF-8; returns
    /// whether all of them are UTF-8.
    ///
    /// - Parameter checksNames: False if all names are known to be UTF-8.
    private func appendOther(
        of environment: Environment, checksNames: Bool, to buffer: inout OutputBuffer
    ) -> Bool {
        let bytes = environment.bytes.span
        buffer.append(#","env_other":["#)
        var isUTF8 = true
        var isFirst = true
        for entry in environment.entries {
            switch entry.kind {
            case .absent: continue
            case .variable where !checksNames || bytes.extracting(entry.name).isUTF8: continue
            case .variable, .other: break
            }
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            if !buffer.append(jsonString: bytes.extracting(entry.string)) { isUTF8 = false }
        }
        buffer.append(UInt8(ascii: "]"))
        return isUTF8
    }

    private func appendBase64(_ environment: Environment, to buffer: inout OutputBuffer) {
        buffer.append(#","env_base64":"#)
        buffer.append(jsonBase64: environment.list)
    }
}

extension OutputBuffer {
    /// Appends `"NAME":"value"`, after a comma unless it is the first; nothing if the name is not UTF-8.
    /// Returns whether both are UTF-8.
    fileprivate mutating func append(
        jsonMember entry: EnvironmentIndex.Entry, of environment: borrowing Environment,
        isFirst: inout Bool
    ) -> Bool {
        let start = count
        if !isFirst { append(UInt8(ascii: ",")) }
        guard append(jsonString: environment.bytes.span.extracting(entry.name)) else {
            bytes.removeSubrange(start...)
            return false
        }
        isFirst = false
        append(UInt8(ascii: ":"))
        return append(jsonString: environment.bytes.span.extracting(entry.value))
    }
}

extension Span<UInt8> {
    fileprivate var isUTF8: Bool {
        var index = 0
        while index < count {
            let sequence = UTF8Sequence(parsing: self, at: index)
            if sequence.scalar == nil { return false }
            index += sequence.length
        }
        return true
    }
}
