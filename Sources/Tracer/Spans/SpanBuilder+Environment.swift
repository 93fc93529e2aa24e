internal import TracerCapture
internal import TracerOutput

extension SpanBuilder {
    /// Adds the part of the environment that `SpanOptions.environment` selects, one attribute per variable.
    ///
    /// Strings that are not UTF-8 and strings that are not variables (EnvironmentIndex) go into one more
    /// attribute, with their exact bytes: nothing selected is left out.
    func appendEnvironment(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        let environment = exec.environment
        switch options.environment {
        case .none: break
        case .names:
            var names = StringList()
            for entry in environment.entries where entry.kind == .variable {
                names.append(environment.bytes[entry.name])
            }
            attributes.append(SpanAttribute("swiftlet.environment_variable_names", .strings(names)))
        case .all: append(environment.entries, of: environment, to: &attributes)
        case .diff:
            // Without the parent's environment every variable counts as different.
            let parent = exec.parentEnvironment ?? Environment()
            let difference = EnvironmentDifference(of: environment, from: parent)
            let changes = (difference.added + difference.changed).sorted()
            let entries = environment.entries
            append(changes.map { entries[$0] }, of: environment, to: &attributes)
            guard exec.hasWholeEnvironment else { break }
            var removed = StringList()
            for position in difference.removed {
                removed.append(parent.bytes[parent.entries[position].name])
            }
            if !removed.isEmpty {
                attributes.append(
                    SpanAttribute("swiftlet.environment_variables_removed", .strings(removed)))
            }
        }
    }

    private func append(
        _ entries: [EnvironmentIndex.Entry], of environment: Environment,
        to attributes: inout [SpanAttribute]
    ) {
        var odd = StringList()
        for entry in entries where entry.kind != .absent {
            let string = environment.bytes[entry.string]
            guard entry.kind == .variable, String(validating: string, as: UTF8.self) != nil else {
                odd.append(string)
                continue
            }
            let name = String(decoding: environment.bytes[entry.name], as: UTF8.self)
            attributes.append(
                SpanAttribute(
                    "process.environment_variable.\(name)",
                    .string(Array(environment.bytes[entry.value]))))
        }
        if !odd.isEmpty {
            attributes.append(SpanAttribute("swiftlet.environment_bytes", .bytes(odd)))
        }
    }
}
