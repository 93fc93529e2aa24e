internal import TracerCapture

/// What rules have computed for one exec, and how much more they may examine.
///
/// An exec has up to 6 MiB of strings, and every rule may examine all of them. Compared bytes are counted;
/// beyond the limit nothing more is compared and the exec is undecided.
struct RuleWork: Sendable {
    /// The limit of compared bytes per exec: some milliseconds.
    static var limit: Int { 8 << 20 }

    /// The environment has been counted: its index is built once for all rules.
    private var hasVariables = false
    /// Bytes compared so far.
    private(set) var steps = 0
    /// The rules needed more than the limit allows.
    private(set) var isSpent = false
    private var command: [UInt8]?

    /// Resets the work before the next exec.
    mutating func begin() {
        hasVariables = false
        command = nil
        steps = 0
        isSpent = false
    }

    /// Whether that many more bytes may be compared.
    mutating func takes(_ bytes: Int) -> Bool {
        guard !isSpent, bytes < Self.limit - steps else {
            isSpent = true
            return false
        }
        steps += bytes + 1
        return true
    }

    /// Whether the variables may be examined.
    mutating func takes(variablesOf exec: ExecEvent) -> Bool {
        if !hasVariables { hasVariables = takes(exec.environment.bytes.count) }
        return hasVariables
    }

    /// All arguments joined with spaces, computed once for all rules.
    mutating func command(of exec: ExecEvent) -> [UInt8]? {
        if let command { return command }
        guard takes(exec.arguments.bytes.count) else { return nil }
        var joined: [UInt8] = []
        joined.reserveCapacity(exec.arguments.bytes.count)
        for position in 0..<exec.arguments.count {
            if position > 0 { joined.append(UInt8(ascii: " ")) }
            joined += exec.arguments[position] ?? []
        }
        command = joined
        return joined
    }
}
