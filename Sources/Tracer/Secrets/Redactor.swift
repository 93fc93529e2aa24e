public import TracerCapture

/// Redacts secrets in all strings of a process before any output sees them.
///
/// `[redacted]` replaces each secret in the environment, the parent's environment, the arguments and the
/// paths. The event lists what was hidden, with the length and a digest of each value. Counts, lengths and
/// `isComplete` remain those of the original strings.
///
/// Outputs only compare with the parent's environment. If a hidden value there differs from the program's
/// own, it gets another mark, so that the change remains visible.
public struct Redactor: Sendable {
    public let policy: RedactionPolicy
    /// Whether an output compares with the parent's environment. If none does, the event loses it, because
    /// searching it takes as long as searching the program's own.
    public var keepsParentEnvironment = true
    var finder: SecretFinder
    /// Shared by all redactors of a run, so that digests are comparable.
    let digest: KeyedDigest

    /// What became of environments that may occur again.
    private var shownBefore = RedactedEnvironments()

    static let mark = Array("[redacted]".utf8)
    static let markOfOther = Array("[redacted before]".utf8)
    private static let digestOfRun = KeyedDigest()

    public init(_ policy: RedactionPolicy = .standard) {
        self.init(policy, digest: Self.digestOfRun)
    }

    /// For tests: uses a known key.
    init(_ policy: RedactionPolicy = .standard, digest: KeyedDigest) {
        self.policy = policy
        self.digest = digest
        finder = SecretFinder(policy)
    }

    /// Redacts what the policy says.
    public mutating func redact(_ exec: inout ExecEvent) {
        if !keepsParentEnvironment { exec.parentEnvironment = nil }
        guard !policy.hidesNothing else { return }
        redactParentEnvironment(of: &exec)
        redactEnvironment(of: &exec)
        redactArguments(of: &exec)
        redactPaths(of: &exec)
    }

    /// Redacts the environment, or takes the result from the last time it occurred.
    private mutating func redactEnvironment(of exec: inout ExecEvent) {
        let number = exec.environment.number
        // What is missing decides what a truncated string may hide.
        guard number != 0, exec.missing.isEmpty, exec.redactions.isEmpty, exec.hiddenValues.isEmpty,
            !exec.isRedactionLimited
        else { return searchEnvironment(of: &exec) }
        if shownBefore.restore(&exec) { return }
        searchEnvironment(of: &exec)
        if !exec.isRedactionLimited { shownBefore.keep(&exec, of: number) }
    }

    private mutating func searchEnvironment(of exec: inout ExecEvent) {
        let environment = exec.environment.list
        finder.begin(count: environment.bytes.count)
        finder.cutEnds = Self.cutEnds(of: environment, .environment, exec.missing)
        finder.search(environment: exec.environment)
        if finder.isExhausted { exec.isRedactionLimited = true }
        let secrets = finder.ranges()
        guard !secrets.isEmpty else { return }
        var names: Set<[UInt8]> = []
        var redactions: [Redaction] = []
        var values: [HiddenValue] = []
        let entries = exec.environment.entries
        var hasNames = true
        let shown = Self.replacing(secrets, in: environment) { position, _, secret in
            let entry = entries[position]
            let name = entry.hasEquals ? Array(environment.bytes[entry.name]) : []
            if !entry.hasEquals || secret.startIndex <= entry.name.upperBound { hasNames = false }
            if names.insert(name).inserted { redactions.append(.variable(name)) }
            values.append(hidden(.variable(name), secret))
            return Self.mark
        }
        exec.environment =
            hasNames ? exec.environment.replacingValues(with: shown) : Environment(shown)
        exec.redactions += redactions
        exec.hiddenValues += values
    }

    private mutating func redactArguments(of exec: inout ExecEvent) {
        let arguments = exec.arguments
        guard !arguments.isEmpty else { return }
        let secrets = secrets(in: arguments, exec.missing)
        if finder.isExhausted { exec.isRedactionLimited = true }
        guard !secrets.isEmpty else { return }
        var redactions: [Redaction] = []
        var values: [HiddenValue] = []
        exec.arguments = Self.replacing(secrets, in: arguments) { position, _, secret in
            if redactions.last != .argument(position) { redactions.append(.argument(position)) }
            values.append(hidden(.argument(position), secret))
            return Self.mark
        }
        exec.redactions += redactions
        exec.hiddenValues += values
    }

    mutating func secrets(in arguments: StringList, _ missing: [MissingPart]) -> [Range<Int>] {
        finder.begin(count: arguments.bytes.count)
        finder.cutEnds = Self.cutEnds(of: arguments, .arguments, missing)
        var command = SecretFinder.Command()
        for position in 0..<arguments.count {
            guard let argument = arguments[position] else { continue }
            finder.take(
                word: argument.startIndex..<argument.endIndex, arguments.bytes.span, of: &command)
        }
        finder.finish(&command)
        return finder.ranges()
    }

    /// Call this before the program's own environment is redacted.
    private mutating func redactParentEnvironment(of exec: inout ExecEvent) {
        guard let parentEnvironment = exec.parentEnvironment else { return }
        let (own, number) = (exec.environment.number, parentEnvironment.number)
        if let shown = shownBefore.parent(number, of: own) {
            exec.parentEnvironment = shown
            return
        }
        search(parentEnvironment: parentEnvironment, of: &exec)
        if own != 0, number != 0, !exec.isRedactionLimited {
            shownBefore.keep(parentOf: &exec, number, own)
        }
    }

    private mutating func search(
        parentEnvironment: Environment, of exec: inout ExecEvent
    ) {
        finder.begin(count: parentEnvironment.bytes.count)
        finder.search(environment: parentEnvironment)
        if finder.isExhausted { exec.isRedactionLimited = true }
        let secrets = finder.ranges()
        guard !secrets.isEmpty else { return }
        let parentEntries = parentEnvironment.entries
        let shown = Self.replacing(secrets, in: parentEnvironment.list) { position, string, _ in
            let entry = parentEntries[position]
            guard entry.hasEquals,
                let value = exec.environment.value(of: parentEnvironment.bytes[entry.name])
            else { return Self.mark }
            return parentEnvironment.bytes[entry.value].elementsEqual(value)
                ? Self.mark : Self.markOfOther
        }
        exec.parentEnvironment = Environment(shown)
    }

    /// A path may contain a token, or a URL with a password.
    private mutating func redactPaths(of exec: inout ExecEvent) {
        redact(path: &exec.filename, "filename", of: &exec.hiddenValues, &exec.redactions)
        if var interpreter = exec.interpreter {
            redact(path: &interpreter, "interpreter", of: &exec.hiddenValues, &exec.redactions)
            exec.interpreter = interpreter
        }
        redact(
            path: &exec.context.workingDirectory, "cwd", of: &exec.hiddenValues, &exec.redactions)
        redact(path: &exec.context.executable, "exe", of: &exec.hiddenValues, &exec.redactions)
        redact(path: &exec.context.cgroupPath, "cgroup", of: &exec.hiddenValues, &exec.redactions)
        guard var descriptors = exec.descriptors else { return }
        for index in descriptors.indices where descriptors[index].path.first == UInt8(ascii: "/") {
            redact(
                path: &descriptors[index].path, "stdio", of: &exec.hiddenValues, &exec.redactions)
        }
        exec.descriptors = descriptors
    }

    private mutating func redact(
        path: inout [UInt8], _ name: StaticString, of values: inout [HiddenValue],
        _ redactions: inout [Redaction]
    ) {
        finder.begin(count: path.count)
        finder.search(path: path.span)
        let secrets = finder.ranges()
        guard !secrets.isEmpty else { return }
        var list = StringList()
        list.append(path[...])
        let what = Redaction.variable(SecretRule.bytes(name))
        let shown = Self.replacing(secrets, in: list) { _, _, secret in
            values.append(hidden(what, secret))
            return Self.mark
        }
        guard let text = shown[0], !text.elementsEqual(path) else { return }
        path = Array(text)
        if redactions.last != what { redactions.append(what) }
    }

    private func hidden(_ what: Redaction, _ secret: ArraySlice<UInt8>) -> HiddenValue {
        HiddenValue(what: what, bytes: secret.count, digest: digest.digest(of: secret))
    }

    /// The ends of the strings that the stream path truncated, in order.
    private static func cutEnds(
        of strings: StringList, _ part: MissingPart.Part, _ missing: [MissingPart]
    ) -> [Int] {
        var isCut = ByteSet()
        for gap in missing where gap.part == part && gap.cause == .truncated && gap.unit == .strings
        {
            // The counts are untrusted input.
            guard gap.offset >= 0, gap.offset < strings.count else { continue }
            let count = min(max(gap.count ?? 1, 0), strings.count - gap.offset)
            isCut.insert(gap.offset..<(gap.offset + count), of: strings.count)
        }
        var ends: [Int] = []
        for range in isCut.ranges() {
            for position in range {
                if let end = strings[position]?.endIndex { ends.append(end) }
            }
        }
        return ends
    }
}

// MARK: - Strings outside events

extension Redactor {
    /// The words of a command, redacted for output.
    public mutating func shown(command: StringList) -> ShownStrings {
        guard !policy.hidesNothing else { return ShownStrings(redacted: command) }
        return ShownStrings(
            redacted: Self.replacing(secrets(in: command, []), in: command) { _, _, _ in Self.mark }
        )
    }

    /// The strings of an environment, redacted for output.
    public mutating func shown(environment: StringList) -> ShownStrings {
        guard !policy.hidesNothing else { return ShownStrings(redacted: environment) }
        finder.begin(count: environment.bytes.count)
        finder.search(environment: Environment(environment))
        return ShownStrings(
            redacted: Self.replacing(finder.ranges(), in: environment) { _, _, _ in Self.mark })
    }

    /// The event, redacted for output.
    public mutating func shown(_ event: TracerEvent) -> ShownEvent {
        guard case .exec(var exec) = event else { return ShownEvent(redacted: event) }
        redact(&exec)
        return ShownEvent(redacted: .exec(exec))
    }
}
