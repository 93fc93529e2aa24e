public import TracerCapture

/// Applies rules to events, in order.
///
/// Rules match execs, and a program's other events follow its exec: if it was left out, so are its exit, its
/// connections and its forks, and the events of its forked children until they call exec.
public struct RuleFilter: Sendable {
    /// The decision on an event.
    public enum Verdict: Sendable, Equatable {
        /// The event is shown. For an exec: the position of the rule that matched; nil if none did.
        case shown(rule: Int?)
        /// The event is shown because it exceeds what rules examine. Any rule might have hidden values in it.
        case undecided
        case ignored
    }

    public private(set) var rules: [Rule]
    /// Execs that were left out.
    public private(set) var ignored: UInt64 = 0
    /// Execs that exceeded what rules examine.
    public private(set) var undecided: UInt64 = 0
    private let host: HostNamespaces
    /// How many times each rule matched.
    private var matches: [UInt64]
    /// The work for the current exec.
    private(set) var work = RuleWork()
    /// Live processes whose program was left out.
    private var hidden: Set<UInt32> = []
    /// The open connections of these processes.
    private var hiddenConnections: Set<UInt64> = []
    private static var connectionLimit: Int { 16384 }
    private static var processLimit: Int { 1 << 18 }

    public init(_ rules: [Rule], host: HostNamespaces = .recorded) {
        self.rules = rules
        self.host = host
        matches = Array(repeating: 0, count: rules.count)
    }

    /// Replaces the rules from the next exec on. Running programs keep their verdict.
    public mutating func replace(_ rules: [Rule]) {
        self.rules = rules
        matches = Array(repeating: 0, count: rules.count)
    }

    /// Decides on an event. Adds the attributes of the matching rule to an exec.
    public mutating func take(_ event: inout TracerEvent) -> Verdict {
        switch event {
        case .exec(var exec):
            let verdict = decide(on: exec)
            // A failed exec doesn't change the process's program.
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
        // A full set means that exits were lost.
        if hidden.count >= Self.processLimit { hidden.removeAll() }
        hidden.insert(pid)
    }

    /// A connection may outlive the program that opened it.
    private mutating func isHidden(_ tcp: TCPEvent) -> Bool {
        switch tcp.kind {
        case .connect:
            guard hidden.contains(tcp.pid) else { return false }
            // A full set means that closes were lost.
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
            // It is unknown whether this rule would have matched, so the rules after it don't count.
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
    /// Adds attributes; each replaces an existing one with the same name.
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
