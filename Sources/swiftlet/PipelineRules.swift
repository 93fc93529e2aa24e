internal import SwiftletShims
internal import Tracer
internal import TracerRules

/// The rules of a configuration file as they are applied to events.
struct PipelineRules {
    let file: ConfigurationFile
    var filter: RuleFilter
    /// Of the rules that hide more than the options do, by position.
    private var redactors: [Int: Redactor] = [:]
    /// Hides what any of them does; nil if none does.
    private var strictest: Redactor?

    init(_ configuration: LoadedConfiguration, _ options: OutputOptions, _ run: TracedRun) {
        file = configuration.file
        filter = RuleFilter(
            configuration.content.rules,
            host: run.isLive ? .live(mount: Self.hostMounts) : .recorded)
        setRedactors(options)
    }

    /// The mount namespace of the host, which is not the tracer's own if that is a service of systemd's with
    /// a view of its own; in a container it is the container's.
    private static var hostMounts: UInt32? {
        for process in ["1", "self"] {
            // SAFETY: the string is NUL-terminated for the call.
            let inode = unsafe swiftlet_inode("/proc/\(process)/ns/mnt")
            if inode > 0 { return UInt32(truncatingIfNeeded: inode) }
        }
        return nil
    }

    mutating func replace(_ configuration: LoadedConfiguration, _ options: OutputOptions) {
        filter.replace(configuration.content.rules)
        setRedactors(options)
    }

    private mutating func setRedactors(_ options: OutputOptions) {
        redactors.removeAll()
        var all = options.redact.policy
        for (position, rule) in filter.rules.enumerated() where !rule.hiddenNames.isEmpty {
            var policy = options.redact.policy
            for name in rule.hiddenNames {
                policy.addNames(like: name)
                all.addNames(like: name)
            }
            redactors[position] = options.redactor(policy)
        }
        strictest = redactors.isEmpty ? nil : options.redactor(all)
    }

    /// What the rules say of an event. The first exec that has more than they look at is reported.
    mutating func take(_ event: inout TracerEvent) -> RuleFilter.Verdict {
        let verdict = filter.take(&event)
        if verdict == .undecided, filter.undecided == 1 {
            Failure(
                status: 0,
                message:
                    "an exec has more arguments and variables than the rules look at: it is shown, with what any rule hides hidden, and so are others like it"
            ).print()
        }
        return verdict
    }

    /// Hides what the options and the rule say.
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
