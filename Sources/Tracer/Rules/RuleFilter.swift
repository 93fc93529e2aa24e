public import TracerCapture

/// Applies rules to events, in their order.
///
/// A rule is about execs; what else a program does goes with its exec: the exit, connections and forks of
/// one that was left out are left out, too, and so is what its forked children do before they exec.
public struct RuleFilter: Sendable {
    /// What becomes of an event.
    public enum Verdict: Sendable, Equatable {
        /// It is shown. For an exec, the position of the rule that matched; nil if none did.
        case shown(rule: Int?)
        case ignored
    }

    public private(set) var rules: [Rule]
    /// Execs that were left out.
    public private(set) var ignored: UInt64 = 0
    /// How often each rule matched.
    private var matches: [UInt64]
    /// Of the exec that is looked at; kept for its memory only.
    private var variables = VariablePlaces()
    /// Living processes whose program was left out.
    private var hidden: Set<UInt32> = []
    /// Their connections that are open.
    private var hiddenConnections: Set<UInt64> = []
    private static var connectionLimit: Int { 16384 }

    public init(_ rules: [Rule]) {
        self.rules = rules
        matches = Array(repeating: 0, count: rules.count)
    }

    /// Other rules, from the next exec on. Programs that run already stay as they are.
    public mutating func replace(_ rules: [Rule]) {
        self.rules = rules
        matches = Array(repeating: 0, count: rules.count)
    }

    /// Decides on an event, and adds the attributes of the rule that matches an exec.
    public mutating func take(_ event: inout TracerEvent) -> Verdict {
        switch event {
        case .exec(var exec):
            let verdict = decide(on: exec)
            // A failed exec leaves the process what it was.
            if exec.succeeded {
                if verdict == .ignored { hidden.insert(exec.pid) } else { hidden.remove(exec.pid) }
            }
            if verdict == .ignored { ignored &+= 1 }
            if case .shown(let rule?) = verdict, !rules[rule].attributes.isEmpty {
                exec.add(rules[rule].attributes)
                event = .exec(exec)
            }
            return verdict
        case .fork(let fork):
            let isHidden = hidden.contains(fork.ppid)
            if isHidden { hidden.insert(fork.pid) } else { hidden.remove(fork.pid) }
            return isHidden ? .ignored : .shown(rule: nil)
        case .exit(let exit): return hidden.remove(exit.pid) != nil ? .ignored : .shown(rule: nil)
        case .tcp(let tcp): return isHidden(tcp) ? .ignored : .shown(rule: nil)
        }
    }

    /// A connection may outlive the program that opened it.
    private mutating func isHidden(_ tcp: TCPEvent) -> Bool {
        switch tcp.kind {
        case .connect:
            guard hidden.contains(tcp.pid) else { return false }
            // Closes were lost, or these would not be so many.
            if hiddenConnections.count >= Self.connectionLimit { hiddenConnections.removeAll() }
            hiddenConnections.insert(tcp.connectionID)
            return true
        case .close:
            return hiddenConnections.remove(tcp.connectionID) != nil || hidden.contains(tcp.pid)
        }
    }

    private mutating func decide(on exec: ExecEvent) -> Verdict {
        defer { variables.forget() }
        guard let rule = rules.firstIndex(where: { $0.match.matches(exec, &variables) }) else {
            return .shown(rule: nil)
        }
        switch rules[rule].action {
        case .trace: return .shown(rule: rule)
        case .ignore: return .ignored
        case .sample(let interval):
            defer { matches[rule] &+= 1 }
            return matches[rule] % max(interval, 1) == 0 ? .shown(rule: rule) : .ignored
        }
    }
}

extension ExecEvent {
    /// Adds attributes; one of the same name takes the place of what was there.
    fileprivate mutating func add(_ additions: [Attribute]) {
        for addition in additions {
            if let index = attributes.firstIndex(where: { $0.name == addition.name }) {
                attributes[index] = addition
            } else {
                attributes.append(addition)
            }
        }
    }
}
