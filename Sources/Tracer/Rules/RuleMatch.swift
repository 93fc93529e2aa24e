public import TracerCapture

/// The conditions of a rule. An exec must meet all of them, and match at least one element of each list.
///
/// An empty list matches everything.
public struct RuleMatch: Sendable, Equatable {
    /// The kernel's name of the program (`comm`).
    package var comm: [Glob] = []
    /// The name of the parent's program.
    package var parent: [Glob] = []
    /// The path passed to exec, resolved textually, or the running file.
    package var path: [Glob] = []
    /// The running file.
    package var executable: [FilePattern] = []
    /// The file of the program that forked the process.
    package var parentExecutable: [FilePattern] = []
    /// The cgroup's path.
    package var cgroups: [Glob] = []
    /// Any argument after the first, which is the program's name.
    package var arguments: [Glob] = []
    /// All arguments, joined with spaces.
    package var command: [Glob] = []
    package var environment: [VariablePattern] = []
    package var containers: [ContainerPattern] = []
    /// Real user ids.
    package var users: [ClosedRange<UInt32>] = []

    public init() {}

    /// A variable, and optionally its value.
    package struct VariablePattern: Sendable, Equatable {
        package var name: Glob
        /// Nil matches any value.
        package var value: Glob?
    }

    package enum ContainerPattern: Sendable, Equatable {
        /// In no container.
        case none
        /// The container's ID, the ID's first 12 digits, or the runtime.
        case glob(Glob)
    }

    /// Whether a condition examines the environment.
    public var needsEnvironment: Bool { !environment.isEmpty }

    /// Whether the exec meets all conditions. The cheapest ones are tested first.
    public func matches(_ exec: ExecEvent) -> Bool {
        var work = RuleWork()
        return matches(exec, &work)
    }

    /// - Parameter work: The work already done for this exec. If it is spent, the result is meaningless.
    func matches(_ exec: ExecEvent, _ work: inout RuleWork) -> Bool {
        let context = exec.context
        guard users.isEmpty || users.contains(where: { $0.contains(exec.uid) }) else {
            return false
        }
        guard comm.isEmpty || comm.matches(exec.comm, &work) else { return false }
        guard parent.isEmpty || parent.matches(context.parentComm, &work) else { return false }
        guard executable.isEmpty || executable.matches(context.executable, &work) else {
            return false
        }
        guard parentExecutable.isEmpty || parentExecutable.matches(context.parentExecutable, &work)
        else { return false }
        guard cgroups.isEmpty || cgroups.matches(context.cgroupPath, &work) else { return false }
        guard path.isEmpty || hasPath(exec, &work) else { return false }
        guard containers.isEmpty || containers.contains(where: { $0.matches(context) }) else {
            return false
        }
        guard arguments.isEmpty || hasArgument(exec.arguments, &work) else { return false }
        guard command.isEmpty || hasCommand(exec, &work) else { return false }
        return environment.isEmpty || hasVariable(exec, &work)
    }

    private func hasPath(_ exec: ExecEvent, _ work: inout RuleWork) -> Bool {
        let given = ResolvedPath(exec.filename, in: exec.context.workingDirectory).bytes
        return path.matches(given, &work) || path.matches(exec.context.executable, &work)
    }

    private func hasArgument(_ strings: StringList, _ work: inout RuleWork) -> Bool {
        for position in 0..<strings.count where position > 0 {
            guard let string = strings[position] else { continue }
            for pattern in arguments {
                guard work.takes(string.count) else { return false }
                if pattern.matches(string.span) { return true }
            }
        }
        return false
    }

    private func hasCommand(_ exec: ExecEvent, _ work: inout RuleWork) -> Bool {
        guard let joined = work.command(of: exec) else { return false }
        return command.matches(joined, &work)
    }

    private func hasVariable(_ exec: ExecEvent, _ work: inout RuleWork) -> Bool {
        guard work.takes(variablesOf: exec) else { return false }
        let bytes = exec.environment.bytes.span
        let entries = exec.environment.entries
        for pattern in environment {
            for entry in entries where entry.hasEquals && pattern.matches(bytes, at: entry, &work) {
                return true
            }
        }
        return false
    }
}

extension RuleMatch.VariablePattern {
    fileprivate func matches(
        _ bytes: Span<UInt8>, at entry: EnvironmentIndex.Entry, _ work: inout RuleWork
    ) -> Bool {
        guard work.takes(entry.name.count), name.matches(bytes.extracting(entry.name)) else {
            return false
        }
        guard let value else { return true }
        return work.takes(entry.value.count) && value.matches(bytes.extracting(entry.value))
    }
}

extension [Glob] {
    /// Whether any pattern matches; an unknown value matches none.
    fileprivate func matches(_ text: [UInt8], _ work: inout RuleWork) -> Bool {
        guard !text.isEmpty else { return false }
        for pattern in self {
            guard work.takes(text.count) else { return false }
            if pattern.matches(text.span) { return true }
        }
        return false
    }
}

extension [FilePattern] {
    /// Whether any pattern matches; an unknown value matches none.
    fileprivate func matches(_ path: [UInt8], _ work: inout RuleWork) -> Bool {
        guard !path.isEmpty else { return false }
        for pattern in self {
            guard work.takes(path.count) else { return false }
            if pattern.matches(path.span) { return true }
        }
        return false
    }
}

extension RuleMatch.ContainerPattern {
    fileprivate func matches(_ context: ProcessContext) -> Bool {
        switch self {
        // Unknown without the cgroup.
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
