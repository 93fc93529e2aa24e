internal import Tracer
internal import TracerRules

/// The rules of a configuration file as they are applied to events.
struct PipelineRules {
    let file: ConfigurationFile
    var filter: RuleFilter
    /// Of the rules that hide more than the options do, by position.
    private var redactors: [Int: Redactor] = [:]

    init(_ configuration: LoadedConfiguration, _ options: OutputOptions) {
        file = configuration.file
        filter = RuleFilter(configuration.content.rules)
        setRedactors(options)
    }

    mutating func replace(_ configuration: LoadedConfiguration, _ options: OutputOptions) {
        filter.replace(configuration.content.rules)
        setRedactors(options)
    }

    private mutating func setRedactors(_ options: OutputOptions) {
        redactors.removeAll()
        for (position, rule) in filter.rules.enumerated() where !rule.hiddenNames.isEmpty {
            var policy = options.redact.policy
            for name in rule.hiddenNames { policy.addNames(like: name) }
            redactors[position] = options.redactor(policy)
        }
    }

    /// Hides what the options and the rule say.
    ///
    /// - Returns: nil if the rule hides no more than the options do.
    mutating func shown(_ event: TracerEvent, by rule: Int) -> ShownEvent? {
        redactors[rule]?.shown(event)
    }
}
