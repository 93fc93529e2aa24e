internal import TracerCapture

/// The results of redacting numbered environments (`Environment.number`), for execs from which nothing is
/// missing. Bounded in number and bytes.
struct RedactedEnvironments: Sendable {
    private struct Result {
        var environment = Environment()
        var redactions: [Redaction] = []
        var hiddenValues: [HiddenValue] = []
        /// An estimate.
        var bytes: Int { environment.memory + 128 * hiddenValues.count }
    }

    private var numbers = EnvironmentNumbers()
    private var results: [Result] = []
    /// What became of the parents' environments, which also depends on the programs' own.
    private var pairs = EnvironmentNumbers()
    private var parents: [(own: UInt64, environment: Environment)] = []
    private var bytes = 0

    /// Redacts the exec's environment as before; false if it is new.
    func restore(_ exec: inout ExecEvent) -> Bool {
        let number = exec.environment.number
        guard numbers.contains(number) else { return false }
        let result = results[EnvironmentNumbers.slot(of: number)]
        exec.environment = result.environment
        exec.redactions = result.redactions
        exec.hiddenValues = result.hiddenValues
        return true
    }

    /// Keeps what became of the environment with this number, and gives a changed one a number of its own.
    mutating func keep(_ exec: inout ExecEvent, of number: UInt64) {
        if exec.environment.number == 0 { exec.environment = exec.environment.numbered() }
        let result = Result(
            environment: exec.environment, redactions: exec.redactions,
            hiddenValues: exec.hiddenValues)
        reserve(result.bytes)
        numbers.insert(number)
        results[EnvironmentNumbers.slot(of: number)] = result
    }

    /// The parent's environment with this number, as it was shown beside the program's own; nil if the pair is
    /// new.
    func parent(_ number: UInt64, of own: UInt64) -> Environment? {
        guard own != 0, pairs.contains(number) else { return nil }
        let parent = parents[EnvironmentNumbers.slot(of: number)]
        return parent.own == own ? parent.environment : nil
    }

    mutating func keep(parentOf exec: inout ExecEvent, _ number: UInt64, _ own: UInt64) {
        guard var environment = exec.parentEnvironment else { return }
        if environment.number == 0 { environment = environment.numbered() }
        exec.parentEnvironment = environment
        reserve(environment.memory)
        pairs.insert(number)
        parents[EnvironmentNumbers.slot(of: number)] = (own, environment)
    }

    /// Starts again when the limit is reached. What a new result replaces still counts until then.
    private mutating func reserve(_ more: Int) {
        bytes += more
        guard results.isEmpty || bytes > Self.byteLimit else { return }
        numbers = EnvironmentNumbers()
        pairs = EnvironmentNumbers()
        results = [Result](repeating: Result(), count: EnvironmentNumbers.slotCount)
        parents = [(own: UInt64, environment: Environment)](
            repeating: (0, Environment()), count: EnvironmentNumbers.slotCount)
        bytes = more
    }

    private static var byteLimit: Int { 2 << 20 }
}
