internal import SwiftletJSON
internal import TracerCapture

/// The forms of an exec's environment in a recording, the most complete first:
///
///     env_base64   all strings, exact                        --env all|diff, if any is not UTF-8
///     env          the first of each name, and env_other     --env all
///     env_ref      the environment of an earlier env_id      --env ref
///     env_diff     what differs from the parent's            --env diff
///     env_names    names only                                --env names
extension RecordingReader {
    /// Reads an exec's environment and finds its parent's, if they are requested and recorded.
    mutating func readEnvironment(
        of exec: inout ExecEvent, _ object: RecordedObject
    ) throws(RecordingError) {
        guard environments != .none else { return }
        let diff = try object.object("env_diff")
        if let whole = try wholeEnvironment(object) {
            exec.environment = whole
            if let number = try object.identifier("env_id") { history.note(whole, number: number) }
            note(exec, isPartial: false)
            if let diff {
                exec.parentEnvironment = try parentEnvironment(of: whole, diff)
            } else if object.member("env_diff") == nil {
                // If it is present and null, the tracer did not know the parent's environment either.
                findParentEnvironment(of: &exec)
            }
        } else if let number = try object.identifier("env_ref") {
            guard let environment = history[number: number] else {
                note(.reference)
                return
            }
            exec.environment = environment
            note(exec, isPartial: false)
            findParentEnvironment(of: &exec)
        } else if let diff {
            try rebuildEnvironment(of: &exec, diff, object)
        } else if let names = try object.strings("env_names") {
            guard environments == .names else {
                note(.values)
                return
            }
            exec.environment = Environment(
                StringList(names.map { $0.map { $0 + [UInt8(ascii: "=")] } }))
        } else {
            note(.environments)
        }
    }

    /// Nil if the recording uses another form.
    private mutating func wholeEnvironment(_ object: RecordedObject) throws(RecordingError)
        -> Environment?
    {
        if let exact = try object.strings(base64: "env_base64") {
            return Environment(StringList(exact))
        }
        guard let variables = try object.object("env") else { return nil }
        let others = try object.strings("env_other") ?? []
        if others.isEmpty, let last = lastEnvironment, variables.isSameObject(as: last.object) {
            return last.environment
        }
        var list = StringList()
        try list.append(variables, "env")
        for case let string? in others { list.append(string[...]) }
        let environment = Environment(list)
        guard others.isEmpty else { return environment }
        lastEnvironment = (variables, environment.numbered())
        return lastEnvironment?.environment
    }

    private mutating func note(_ exec: ExecEvent, isPartial: Bool) {
        guard exec.succeeded, environments == .valuesAndParents else { return }
        history.note(
            exec.environment, isPartial: isPartial, of: exec.execID, parent: exec.parentExecID)
    }

    private mutating func findParentEnvironment(of exec: inout ExecEvent) {
        guard environments == .valuesAndParents else { return }
        // A parent that predates the trace is not something the recording lacks.
        guard exec.parentExecID != 0 else { return }
        guard let parent = history[exec.parentExecID], !parent.isPartial else {
            note(.parents)
            return
        }
        exec.parentEnvironment = parent.environment
    }

    /// Reconstructs the environment that the exec's was compared with: the exec's own without the added
    /// variables, with a placeholder value for each changed one, and with the removed ones.
    private func parentEnvironment(
        of environment: Environment, _ diff: RecordedObject
    ) throws(RecordingError) -> Environment {
        var parent = StringList()
        let added = Set(try diff.object("added")?.members.map { $0.name } ?? [])
        let changed = Set(try diff.object("changed")?.members.map { $0.name } ?? [])
        for entry in environment.entries where entry.kind != .absent {
            // Names in the recording are text: invalid UTF-8 has become U+FFFD.
            let name = Array(String(decoding: environment.bytes[entry.name], as: UTF8.self).utf8)
            if added.contains(name) { continue }
            parent.append(
                changed.contains(name)
                    ? (name + Self.notRecorded)[...] : environment.bytes[entry.string])
        }
        for case let name? in try diff.strings("removed") ?? [] {
            parent.append((name + Self.notRecorded)[...])
        }
        return Environment(parent)
    }

    /// Rebuilds an environment from its parent's and the differences. Unchanged variables come first, in the
    /// parent's order, and the differing ones keep their order.
    private mutating func rebuildEnvironment(
        of exec: inout ExecEvent, _ diff: RecordedObject, _ object: RecordedObject
    ) throws(RecordingError) {
        let before = history[exec.parentExecID]
        var values: [[UInt8]: ArraySlice<UInt8>] = [:]
        var different: Set<[UInt8]> = []
        let removed = try diff.strings("removed") ?? []
        for key in ["added", "changed"] as [StaticString] {
            for member in try diff.object(key)?.members ?? [] { different.insert(member.name) }
        }
        for case let name? in removed { different.insert(name) }

        var own = StringList()
        var parent = StringList()
        if let before {
            for entry in before.environment.entries where entry.kind == .variable {
                let name = Array(before.environment.bytes[entry.name])
                // The recording can't list such a variable as removed; a variable that is present is in
                // env_base64.
                guard String(validating: name, as: UTF8.self) != nil else { continue }
                let string = before.environment.bytes[entry.string]
                values[name] = string
                guard !different.contains(name) else { continue }
                own.append(string)
                parent.append(string)
            }
        }
        if let changed = try diff.object("changed") {
            try own.append(changed, "env_diff")
            for member in changed.members {
                // An equal value can't be the previous one: another exec of the parent is in the history.
                let before = values[member.name].flatMap { old in
                    member.value.string.map { old.elementsEqual(member.name + [0x3d] + $0) } == true
                        ? nil : old
                }
                parent.append(before ?? (member.name + Self.notRecorded)[...])
            }
        }
        if let added = try diff.object("added") { try own.append(added, "env_diff") }
        for case let string? in try object.strings("env_other") ?? [] {
            // A second string for a variable whose first equals the parent's and was not recorded.
            let name = Array(string.prefix { $0 != 0x3d })
            if !name.isEmpty, name.count < string.count, !different.contains(name),
                values[name] == nil
            {
                values[name] = (name + Self.notRecorded)[...]
                own.append(values[name])
                parent.append(values[name])
            }
            own.append(string[...])
        }
        // A string missing from an incomplete environment may or may not have been removed.
        if case .null? = diff.member("removed")?.value { own.append(nil) }
        for case let name? in removed {
            parent.append(values[name] ?? (name + Self.notRecorded)[...])
        }
        exec.environment = Environment(own)
        exec.parentEnvironment = Environment(parent)
        let isPartial = before?.isPartial ?? true
        note(exec, isPartial: isPartial)
        if isPartial, environments != .valuesAndParents { note(.unchanged) }
    }

    /// The value of a parent's variable of which only the name was recorded.
    private static let notRecorded = Array("=(not recorded)".utf8)
}

extension RecordedObject {
    /// Whether both have the same members in memory: the reader has found the same text twice.
    fileprivate func isSameObject(as other: RecordedObject) -> Bool {
        // SAFETY: the addresses are only compared; both arrays exist.
        unsafe members.count == other.members.count && !members.isEmpty
            && members.withUnsafeBufferPointer { mine in
                unsafe other.members.withUnsafeBufferPointer { theirs in
                    unsafe mine.baseAddress == theirs.baseAddress
                }
            }
    }

    /// A string or a number, as text.
    fileprivate func identifier(_ key: StaticString) throws(RecordingError) -> [UInt8]? {
        guard let value = member(key)?.value else { return nil }
        switch value {
        case .null: return nil
        case .string(let string): return string
        case .number(.integer(let number)): return Array("\(number)".utf8)
        default: throw error(key, expected: "the number of an environment")
        }
    }
}

extension StringList {
    /// Adds `name=value` for each member.
    fileprivate mutating func append(
        _ variables: RecordedObject, _ key: StaticString
    ) throws(RecordingError) {
        for member in variables.members {
            guard let value = member.value.string else {
                throw .field(
                    line: variables.line, column: member.offset + 1, key: key.description,
                    expected: "a string for each variable")
            }
            append((member.name + [0x3d] + value)[...])
        }
    }
}
