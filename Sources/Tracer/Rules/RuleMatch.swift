public import TracerCapture
package import TracerOutput

/// What an exec must be for a rule to be about it: all of these, and of each list at least one.
///
/// An empty list asks for nothing.
public struct RuleMatch: Sendable, Equatable {
    /// The kernel's name of the program.
    package var comm: [Glob] = []
    /// The name of the parent's program.
    package var parent: [Glob] = []
    /// The path as it was given to exec, or the file that runs.
    package var path: [Glob] = []
    /// Any one argument behind the first, which is the program's name.
    package var arguments: [Glob] = []
    /// All arguments, with a space between them.
    package var command: [Glob] = []
    package var environment: [VariablePattern] = []
    package var containers: [ContainerPattern] = []
    /// Real user ids.
    package var users: [ClosedRange<UInt32>] = []

    public init() {}

    /// A variable, and perhaps its value.
    package struct VariablePattern: Sendable, Equatable {
        package var name: Glob
        /// Nil for any.
        package var value: Glob?
    }

    package enum ContainerPattern: Sendable, Equatable {
        /// In no container.
        case none
        /// Its id, the first 12 digits of that, or what made it.
        case glob(Glob)
    }

    /// Whether values of the environment are looked at.
    public var needsEnvironment: Bool { !environment.isEmpty }

    /// Whether the exec is what is asked for. The cheapest questions come first.
    public func matches(_ exec: ExecEvent) -> Bool {
        var variables = VariablePlaces()
        return matches(exec, &variables)
    }

    /// - Parameter variables: Those of this exec, which other rules may have found already.
    func matches(_ exec: ExecEvent, _ variables: inout VariablePlaces) -> Bool {
        guard users.isEmpty || users.contains(where: { $0.contains(exec.uid) }) else {
            return false
        }
        guard comm.isEmpty || comm.matches(exec.comm) else { return false }
        guard parent.isEmpty || parent.matches(exec.context.parentComm) else { return false }
        guard path.isEmpty || path.matches(exec.filename) || path.matches(exec.context.executable)
        else {
            return false
        }
        guard containers.isEmpty || containers.contains(where: { $0.matches(exec.context) }) else {
            return false
        }
        guard arguments.isEmpty || hasArgument(exec.arguments) else { return false }
        guard command.isEmpty || command.matches(Self.joined(exec.arguments)) else { return false }
        return environment.isEmpty || hasVariable(exec.environment, &variables)
    }

    private func hasArgument(_ strings: StringList) -> Bool {
        guard strings.count > 1 else { return false }
        return (1..<strings.count).contains { position in
            guard let string = strings[position] else { return false }
            return arguments.contains { $0.matches(string.span) }
        }
    }

    private func hasVariable(_ strings: StringList, _ variables: inout VariablePlaces) -> Bool {
        variables.find(in: strings)
        let bytes = strings.bytes.span
        for place in variables.places {
            for pattern in environment where pattern.name.matches(bytes.extracting(place.name)) {
                if pattern.value?.matches(bytes.extracting(place.value)) ?? true { return true }
            }
        }
        return false
    }

    private static func joined(_ strings: StringList) -> [UInt8] {
        var joined: [UInt8] = []
        joined.reserveCapacity(strings.bytes.count)
        for position in 0..<strings.count {
            if position > 0 { joined.append(0x20) }
            joined += strings[position] ?? []
        }
        return joined
    }
}

extension [Glob] {
    /// Whether any of them matches; nothing that is not known does.
    fileprivate func matches(_ text: [UInt8]) -> Bool {
        !text.isEmpty && contains { $0.matches(text.span) }
    }
}

extension RuleMatch.ContainerPattern {
    fileprivate func matches(_ context: ProcessContext) -> Bool {
        switch self {
        // Without the cgroup nobody knows.
        case .none: context.container == nil && !context.cgroupPath.isEmpty
        case .glob(let glob):
            if let container = context.container {
                glob.matches(container.id.span) || glob.matches(Array(container.id.prefix(12)).span)
                    || glob.matches(container.runtime.span)
            } else {
                false
            }
        }
    }
}
