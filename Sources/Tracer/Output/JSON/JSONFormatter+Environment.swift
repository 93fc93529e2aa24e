internal import TracerCapture

extension JSONFormatter {
    /// Appends the environment in the configured form: `env`, `env_names`, `env_diff`, or nothing.
    ///
    /// `diff` requires the parent's complete environment. If that is unknown, `env_diff` is null and the
    /// entire environment follows.
    mutating func appendEnvironment(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        let parent = environment == .diff ? exec.wholeParentEnvironment : nil
        let own = exec.environment.number
        // An incomplete environment is written in another way, and a reference depends on what came before.
        guard own != 0, parent?.number != 0, exec.missing.isEmpty, !refersToEnvironments else {
            return appendNew(of: exec, to: &buffer)
        }
        if written.append(own, parent?.number ?? 0, to: &buffer) { return }
        let start = buffer.count
        appendNew(of: exec, to: &buffer)
        written.keep(own, parent?.number ?? 0, buffer.bytes[start...])
    }

    private mutating func appendNew(of exec: ExecEvent, to buffer: inout OutputBuffer) {
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
                buffer.key("env_diff")
                buffer.nullValue()
                appendAll(of: exec, to: &buffer)
            }
        }
    }

    private mutating func appendShared(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        switch environments.look(up: exec.environment) {
        case .known(let number):
            buffer.key("env_ref")
            return buffer.quoted { $0.append(decimal: number) }
        case .new(let number):
            buffer.key("env_id")
            buffer.quoted { $0.append(decimal: number) }
        case .unnumbered: break
        }
        appendAll(of: exec, to: &buffer)
    }

    private func appendAll(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        let environment = exec.environment
        let bytes = environment.bytes.span
        buffer.key("env")
        buffer.beginObject()
        var isUTF8 = true
        for entry in environment.entries where entry.kind == .variable {
            if !buffer.member(bytes.extracting(entry.name), bytes.extracting(entry.value)) {
                isUTF8 = false
            }
        }
        buffer.endObject()
        if !appendOther(of: environment, checksNames: !isUTF8, to: &buffer) { isUTF8 = false }
        if !isUTF8 { appendBase64(environment, to: &buffer) }
    }

    /// Appends the names of the variables, in order. Strings that are not variables have no name.
    private func appendNames(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        let bytes = exec.environment.bytes.span
        buffer.key("env_names")
        buffer.beginArray()
        for entry in exec.environment.entries where entry.kind == .variable {
            buffer.value(bytes.extracting(entry.name))
        }
        buffer.endArray()
    }

    /// Appends the added variables, the changed ones with their new value, and the removed ones.
    ///
    /// `removed` is null if the environment is incomplete: an absent variable may have been lost, not
    /// removed.
    private func appendDiff(
        of exec: ExecEvent, against parent: Environment, to buffer: inout OutputBuffer
    ) {
        let environment = exec.environment
        let difference = EnvironmentDifference(of: environment, from: parent)
        buffer.key("env_diff")
        buffer.beginObject()
        var isUTF8 = append(difference.added, of: environment, as: "added", to: &buffer)
        if !append(difference.changed, of: environment, as: "changed", to: &buffer) {
            isUTF8 = false
        }
        buffer.key("removed")
        if exec.hasWholeEnvironment {
            let (bytes, entries) = (parent.bytes.span, parent.entries)
            buffer.beginArray()
            for position in difference.removed {
                buffer.value(bytes.extracting(entries[position].name))
            }
            buffer.endArray()
        } else {
            buffer.nullValue()
        }
        buffer.member("against", "parent")
        buffer.endObject()
        if !appendOther(of: environment, checksNames: true, to: &buffer) { isUTF8 = false }
        // Unchanged variables are not shown, so their exact bytes aren't needed either.
        if !isUTF8 { appendBase64(environment, to: &buffer) }
    }

    /// Returns whether all of it is UTF-8.
    private func append(
        _ positions: [Int], of environment: Environment, as key: StaticString,
        to buffer: inout OutputBuffer
    ) -> Bool {
        let (bytes, entries) = (environment.bytes.span, environment.entries)
        var isUTF8 = true
        buffer.key(key)
        buffer.beginObject()
        for position in positions {
            let entry = entries[position]
            if !buffer.member(bytes.extracting(entry.name), bytes.extracting(entry.value)) {
                isUTF8 = false
            }
        }
        buffer.endObject()
        return isUTF8
    }

    /// Appends the strings that getenv(3) never finds, and variables whose names are not UTF-8. Returns
    /// whether all of them are UTF-8.
    ///
    /// - Parameter checksNames: False if all names are known to be UTF-8.
    private func appendOther(
        of environment: Environment, checksNames: Bool, to buffer: inout OutputBuffer
    ) -> Bool {
        let bytes = environment.bytes.span
        buffer.key("env_other")
        buffer.beginArray()
        var isUTF8 = true
        for entry in environment.entries {
            switch entry.kind {
            case .absent: continue
            case .variable where !checksNames || bytes.extracting(entry.name).isUTF8: continue
            case .variable, .other: break
            }
            if !buffer.value(bytes.extracting(entry.string)) { isUTF8 = false }
        }
        buffer.endArray()
        return isUTF8
    }

    private func appendBase64(_ environment: Environment, to buffer: inout OutputBuffer) {
        buffer.key("env_base64")
        buffer.value(base64: environment.list)
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
