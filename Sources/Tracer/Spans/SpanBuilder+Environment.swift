internal import TracerCapture
internal import TracerOutput

extension SpanBuilder {
    /// The environment as far as `SpanOptions.environment` asks for it: an attribute for each variable.
    ///
    /// Strings that are not UTF-8, and those that are no variables (EnvironmentIndex), stand with all
    /// their bytes in one attribute more: nothing of what is asked for is left out.
    mutating func appendEnvironment(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        switch options.environment {
        case .none: break
        case .names:
            diff.compare(exec.environment, toParent: StringList())
            var names = StringList()
            for entry in diff.own.entries where entry.kind == .variable {
                names.append(diff.own.bytes[entry.name])
            }
            attributes.append(SpanAttribute("swiftlet.environment_variable_names", .strings(names)))
        case .all:
            diff.compare(exec.environment, toParent: StringList())
            append(Array(diff.own.entries.indices), to: &attributes)
        case .diff:
            // Without the parent's there is nothing to leave out.
            let parent = exec.parentEnvironment
            diff.compare(exec.environment, toParent: parent ?? StringList())
            let changes = (diff.added + diff.changed).sorted()
            append(changes, to: &attributes)
            guard parent != nil else { break }
            var removed = StringList()
            for position in diff.removed {
                removed.append(diff.parent.bytes[diff.parent.entries[position].name])
            }
            if !removed.isEmpty, exec.hasWholeEnvironment {
                attributes.append(
                    SpanAttribute("swiftlet.environment_variables_removed", .strings(removed)))
            }
        }
        diff.removeAll()
    }

    /// - Parameter positions: In `diff.own.entries`.
    private func append(_ positions: [Int], to attributes: inout [SpanAttribute]) {
        var odd = StringList()
        for position in positions {
            let entry = diff.own.entries[position]
            guard entry.kind != .absent else { continue }
            let string = diff.own.bytes[entry.string]
            guard entry.kind == .variable, String(validating: string, as: UTF8.self) != nil else {
                odd.append(string)
                continue
            }
            let name = String(decoding: diff.own.bytes[entry.name], as: UTF8.self)
            attributes.append(
                SpanAttribute(
                    "process.environment_variable.\(name)",
                    .string(Array(diff.own.bytes[entry.value]))))
        }
        if !odd.isEmpty {
            attributes.append(SpanAttribute("swiftlet.environment_bytes", .bytes(odd)))
        }
    }
}
