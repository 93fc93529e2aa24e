internal import TracerCapture
internal import TracerRules
internal import TracerSecrets

/// Applies rules, and holds the redactors of rules that hide more than the options do.
struct RuleStage {
    var filter: RuleFilter
    /// Keyed by the position of the rule.
    private var redactors: [Int: Redactor] = [:]
    /// Hides everything that any rule hides; nil if no rule hides anything.
    private var strictest: Redactor?

    /// - Parameter redactor: Hides what the options say.
    init(_ rules: [Rule], host: HostNamespaces, redactor: Redactor) {
        filter = RuleFilter(rules, host: host)
        setRedactors(redactor)
    }

    mutating func replace(_ rules: [Rule], redactor: Redactor) {
        filter.replace(rules)
        setRedactors(redactor)
    }

    private mutating func setRedactors(_ redactor: Redactor) {
        redactors.removeAll()
        var all = redactor.policy
        for (position, rule) in filter.rules.enumerated() where !rule.hiddenNames.isEmpty {
            var policy = redactor.policy
            for name in rule.hiddenNames {
                policy.addNames(like: name)
                all.addNames(like: name)
            }
            redactors[position] = redactor.with(policy)
        }
        strictest = redactors.isEmpty ? nil : redactor.with(all)
    }

    /// Redacts the event as the options and the rule say.
    ///
    /// - Returns: nil if the rule hides no more than the options do.
    mutating func shown(_ event: TracerEvent, by verdict: RuleFilter.Verdict) -> ShownEvent? {
        switch verdict {
        case .shown(let rule?): redactors[rule]?.shown(event)
        case .undecided: strictest?.shown(event)
        case .shown(nil), .ignored: nil
        }
    }
}

extension Redactor {
    /// A redactor with another policy, for the same outputs.
    fileprivate func with(_ policy: RedactionPolicy) -> Redactor {
        var redactor = Redactor(policy)
        redactor.keepsParentEnvironment = keepsParentEnvironment
        return redactor
    }
}
