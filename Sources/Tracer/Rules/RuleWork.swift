internal import TracerCapture

/// What rules have found out about one exec, and how much they may still look at.
///
/// An exec has up to 6 MiB of strings, and every rule may look at all of them. What is compared is counted
/// in bytes; past the limit nothing more is, and the exec is undecided.
struct RuleWork: Sendable {
    /// Bytes compared for one exec: some milliseconds.
    static var limit: Int { 8 << 20 }

    /// The environment has been counted: it is indexed once for all rules.
    private var hasVariables = false
    /// Bytes compared so far.
    private(set) var steps = 0
    /// More was to be compared than the limit allows.
    private(set) var isSpent = false
    private var command: [UInt8]?

    /// Before the next exec.
    mutating func begin() {
        hasVariables = false
        command = nil
        steps = 0
        isSpent = false
    }

    /// Whether that many bytes may be compared.
    mutating func takes(_ bytes: Int) -> Bool {
        guard !isSpent, bytes < Self.limit - steps else {
            isSpent = true
            return false
        }
        steps += bytes + 1
        return true
    }

    /// Whether the variables may be looked at.
    mutating func takes(variablesOf exec: ExecEvent) -> Bool {
        if !hasVariables { hasVariables = takes(exec.environment.bytes.count) }
        return hasVariables
    }

    /// All arguments with a space between them, put together once for all rules.
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
