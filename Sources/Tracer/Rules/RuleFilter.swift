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
        /// It is shown, since it has more than rules look at. Any rule might have hidden values in it.
        case undecided
        case ignored
    }

    public private(set) var rules: [Rule]
    /// Execs that were left out.
    public private(set) var ignored: UInt64 = 0
    /// Execs that had more than rules look at.
    public private(set) var undecided: UInt64 = 0
    private let host: HostNamespaces
    /// How often each rule matched.
    private var matches: [UInt64]
    /// For the exec that was looked at last.
    private(set) var work = RuleWork()
    /// Living processes whose program was left out.
    private var hidden: Set<UInt32> = []
    /// Their connections that are open.
    private var hiddenConnections: Set<UInt64> = []
    private static var connectionLimit: Int { 16384 }
    private static var processLimit: Int { 1 << 18 }

    public init(_ rules: [Rule], host: HostNamespaces = .recorded) {
        self.rules = rules
        self.host = host
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
                if verdict == .ignored { hide(exec.pid) } else { hidden.remove(exec.pid) }
            }
            if verdict == .ignored { ignored &+= 1 }
            if verdict == .undecided { undecided &+= 1 }
            if case .shown(let rule?) = verdict,
                rules[rule].joinsTrace || !rules[rule].attributes.isEmpty
            {
                exec.joinsTrace = rules[rule].joinsTrace
                exec.add(rules[rule].attributes)
                event = .exec(exec)
            }
            return verdict
        case .fork(let fork):
            let isHidden = hidden.contains(fork.ppid)
            if isHidden { hide(fork.pid) } else { hidden.remove(fork.pid) }
            return isHidden ? .ignored : .shown(rule: nil)
        case .exit(let exit): return hidden.remove(exit.pid) != nil ? .ignored : .shown(rule: nil)
        case .tcp(let tcp): return isHidden(tcp) ? .ignored : .shown(rule: nil)
        }
    }

    private mutating func hide(_ pid: UInt32) {
        // Exits were lost, or these would not be so many.
        if hidden.count >= Self.processLimit { hidden.removeAll() }
        hidden.insert(pid)
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
        work.begin()
        for (position, rule) in rules.enumerated() {
            let isMatch = rule.match.matches(exec, &work)
            // Nobody knows whether this one would have matched, so the rules behind it don't count.
            if work.isSpent { return .undecided }
            guard isMatch, !rule.mustBeTrusted || rule.match.isTrusted(exec, on: host) else {
                continue
            }
            switch rule.action {
            case .trace: return .shown(rule: position)
            case .ignore: return .ignored
            case .sample(let interval):
                defer { matches[position] &+= 1 }
                return matches[position] % max(interval, 1) == 0
                    ? .shown(rule: position) : .ignored
            }
        }
        return .shown(rule: nil)
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
