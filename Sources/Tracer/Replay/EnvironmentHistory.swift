internal import TracerCapture

/// The environments of recent execs, to which later execs are compared.
///
/// Beyond the limits the oldest are dropped first: the recording of a host may have millions of execs. An
/// environment that equals its parent's, as most do, takes no extra memory.
struct EnvironmentHistory {
    struct Entry {
        var environment: Environment
        /// The recording has only differences from an unknown base.
        var isPartial: Bool
        /// Memory used beyond what is shared, in bytes.
        fileprivate var ownBytes: Int
    }

    /// The maximum number of execs and bytes of environments.
    static var standardLimits: (count: Int, bytes: Int) { (65_536, 256 << 20) }

    private let limits: (count: Int, bytes: Int)
    private var byExec: [UInt64: Entry] = [:]
    /// Keyed by `env_id`.
    private var byNumber: [[UInt8]: Environment] = [:]
    private var order: [UInt64] = []
    /// The first valid index of `order`.
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

    /// - Parameter parent: The exec with which it probably shares its environment.
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
    /// The approximate memory used, in bytes: the strings, their offsets, two arrays.
    fileprivate var memory: Int { bytes.count + 4 * count + 64 }
}
