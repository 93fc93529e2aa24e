internal import TracerCapture

/// The environments of the execs that were read, for those that follow and are compared with them.
///
/// Those that were noted longest ago go first when there are too many: a host's recording may have
/// millions of execs. An environment that is its parent's, as most are, takes no memory of its own.
struct EnvironmentHistory {
    struct Entry {
        var environment: Environment
        /// Only differences were recorded, and not what they are against.
        var isPartial: Bool
        /// What it takes, beyond what it shares.
        fileprivate var ownBytes: Int
    }

    /// How many execs, and how many bytes of environments.
    static var standardLimits: (count: Int, bytes: Int) { (65_536, 256 << 20) }

    private let limits: (count: Int, bytes: Int)
    private var byExec: [UInt64: Entry] = [:]
    /// By the number that `env_id` gives.
    private var byNumber: [[UInt8]: Environment] = [:]
    private var order: [UInt64] = []
    /// Where `order` begins.
    private var first = 0
    private var numbers: [[UInt8]] = []
    private var firstNumber = 0
    private var bytes = 0
    private var numberedBytes = 0

    init(limits: (count: Int, bytes: Int) = EnvironmentHistory.standardLimits) {
        self.limits = limits
    }

    subscript(exec: UInt64) -> Entry? { exec == 0 ? nil : byExec[exec] }

    subscript(number number: [UInt8]) -> Environment? { byNumber[number] }

    /// - Parameter parent: The exec whose environment it probably shares.
    mutating func note(_ environment: Environment, isPartial: Bool, of exec: UInt64, parent: UInt64) {
        guard exec != 0 else { return }
        var entry = Entry(
            environment: environment, isPartial: isPartial, ownBytes: environment.memory)
        if let before = byExec[parent]?.environment, before == environment {
            entry.environment = before
            entry.ownBytes = 0
        }
        if let replaced = byExec.updateValue(entry, forKey: exec) {
            bytes -= replaced.ownBytes
        } else {
            order.append(exec)
        }
        bytes += entry.ownBytes
        while byExec.count > limits.count || (bytes > limits.bytes && byExec.count > 1) {
            if let gone = byExec.removeValue(forKey: order[first]) { bytes -= gone.ownBytes }
            first += 1
        }
        if first > 4096, first > order.count / 2 {
            order.removeFirst(first)
            first = 0
        }
    }

    mutating func note(_ environment: Environment, number: [UInt8]) {
        if let replaced = byNumber.updateValue(environment, forKey: number) {
            numberedBytes -= replaced.memory
        } else {
            numbers.append(number)
        }
        numberedBytes += environment.memory
        while byNumber.count > limits.count || (numberedBytes > limits.bytes && byNumber.count > 1) {
            if let gone = byNumber.removeValue(forKey: numbers[firstNumber]) {
                numberedBytes -= gone.memory
            }
            firstNumber += 1
        }
        if firstNumber > 4096, firstNumber > numbers.count / 2 {
            numbers.removeFirst(firstNumber)
            firstNumber = 0
        }
    }
}

extension Environment {
    /// What it takes, roughly, in bytes: its strings, where each begins, two arrays.
    fileprivate var memory: Int { bytes.count + 4 * count + 64 }
}
