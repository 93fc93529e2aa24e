public import TracerCapture

/// Hides secrets in events before any output gets them.
///
/// A secret's place is taken by `[redacted]`, in the environment, in the parent's environment and in
/// the arguments; the event names the variables and arguments in question. What is whole stays whole:
/// counts, lengths and `isComplete` are those of what was there.
///
/// In the parent's environment, which outputs only compare with, a hidden value that is another one
/// than the program's own has another mark, so that it is seen to have changed.
public struct Redactor: Sendable {
    public let policy: RedactionPolicy
    /// Whether an output compares with the parent's environment. If none does the event loses it, for
    /// looking through it takes as long as through the program's own.
    public var keepsParentEnvironment = true
    private var finder: SecretFinder
    /// Kept from event to event for its memory only.
    private var index = EnvironmentIndex()

    static let mark = Array("[redacted]".utf8)
    static let markOfOther = Array("[redacted before]".utf8)

    public init(_ policy: RedactionPolicy = .standard) {
        self.policy = policy
        finder = SecretFinder(policy)
    }

    /// Hides what the policy says.
    public mutating func redact(_ exec: inout ExecEvent) {
        if !keepsParentEnvironment { exec.parentEnvironment = nil }
        guard !policy.hidesNothing else { return }
        redactParentEnvironment(of: &exec)
        redactEnvironment(of: &exec)
        redactArguments(of: &exec)
    }

    private mutating func redactEnvironment(of exec: inout ExecEvent) {
        let environment = exec.environment
        finder.removeAll()
        finder.cutEnds = Self.cutEnds(of: environment, .environment, exec.missing)
        finder.search(text: environment.bytes.span, in: environment.bytes.indices, isEnvironment: true)
        let secrets = finder.ranges()
        guard !secrets.isEmpty else { return }
        var redactions: [Redaction] = []
        exec.environment = Self.replacing(secrets, in: environment) { _, string in
            let name = string.firstIndex(of: 0x3d).map { string[..<$0] } ?? []
            let redaction = Redaction.variable(Array(name))
            if !redactions.contains(redaction) { redactions.append(redaction) }
            return Self.mark
        }
        exec.redactions += redactions
    }

    private mutating func redactArguments(of exec: inout ExecEvent) {
        let arguments = exec.arguments
        guard !arguments.isEmpty else { return }
        finder.removeAll()
        finder.cutEnds = Self.cutEnds(of: arguments, .arguments, exec.missing)
        var words: [SecretFinder.CommandWord] = []
        words.reserveCapacity(arguments.count)
        for position in 0..<arguments.count {
            guard let argument = arguments[position] else { continue }
            words.append(.init(range: argument.startIndex..<argument.endIndex))
        }
        finder.search(words: words, arguments.bytes.span)
        let secrets = finder.ranges()
        guard !secrets.isEmpty else { return }
        var redactions: [Redaction] = []
        exec.arguments = Self.replacing(secrets, in: arguments) { position, _ in
            redactions.append(.argument(position))
            return Self.mark
        }
        exec.redactions += redactions
    }

    /// Needs the environment as it was.
    private mutating func redactParentEnvironment(of exec: inout ExecEvent) {
        guard let parentEnvironment = exec.parentEnvironment else { return }
        finder.removeAll()
        finder.search(
            text: parentEnvironment.bytes.span, in: parentEnvironment.bytes.indices,
            isEnvironment: true)
        let secrets = finder.ranges()
        guard !secrets.isEmpty else { return }
        index.index(exec.environment)
        exec.parentEnvironment = Self.replacing(secrets, in: parentEnvironment) { _, string in
            guard let equals = string.firstIndex(of: 0x3d) else { return Self.mark }
            let name = string[..<equals]
            guard let own = index.variable(named: name.span) else { return Self.mark }
            let value = string[(equals + 1)...]
            let ownValue = index.bytes[index.entries[own].value]
            return value.elementsEqual(ownValue) ? Self.mark : Self.markOfOther
        }
        index.removeAll()
    }

    /// Where strings end that the stream path cut off, in order.
    private static func cutEnds(
        of strings: StringList, _ part: MissingPart.Part, _ missing: [MissingPart]
    ) -> [Int] {
        var ends: [Int] = []
        for gap in missing where gap.part == part && gap.cause == .truncated && gap.unit == .strings {
            // The counts are from outside, so nothing is added to them.
            for position in 0..<strings.count
            where position >= gap.offset && position - gap.offset < gap.count ?? 1 {
                if let end = strings[position]?.endIndex { ends.append(end) }
            }
        }
        return ends
    }
}
