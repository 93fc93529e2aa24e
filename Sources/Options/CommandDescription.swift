/// A command, such as `swiftlet trace`, or the program itself.
public struct CommandDescription: Sendable {
    public let name: String
    /// One sentence.
    public let abstract: String
    /// Paragraphs, each on one line.
    public let discussion: [String]
    public let positional: Positional?
    public let options: [OptionDescription]
    /// Command lines.
    public let examples: [String]
    public let statuses: [(number: UInt8, meaning: String)]
    /// What holds for the exit status beside the list; nil if nothing does.
    public let statusNote: String?
    /// Why it lacks options that other commands have; nil if there is no reason to give.
    public let refusal: String?

    public struct Positional: Sendable {
        /// As it is written in help: `FILE`.
        public let name: String
        public let help: String
        public let kind: Kind

        public enum Kind: Sendable, Equatable {
            /// One word is required, before, between or after the options.
            case word
            /// One word may be written, as `word`: one of these.
            case optionalWord([String])
            /// A command line may follow: from the first word that is no option, or after `--`.
            case commandLine
        }

        public init(_ name: String, help: String, kind: Kind = .word) {
            self.name = name
            self.help = help
            self.kind = kind
        }
    }

    public init(
        name: String, abstract: String, discussion: [String] = [], positional: Positional? = nil,
        options: [OptionDescription] = [], examples: [String] = [],
        statuses: [(number: UInt8, meaning: String)] = [], statusNote: String? = nil,
        refusal: String? = nil
    ) {
        self.name = name
        self.abstract = abstract
        self.discussion = discussion
        self.positional = positional
        self.options = options + [.version, .help]
        self.examples = examples
        self.statuses = statuses
        self.statusNote = statusNote
        self.refusal = refusal
    }

    /// The groups of options, in the order of their first ones; nil for options without a group.
    var groups: [OptionDescription.Group?] {
        var groups: [OptionDescription.Group?] = [nil]
        for option in options where !option.isHidden && !groups.contains(option.group) {
            groups.append(option.group)
        }
        return groups
    }

    /// The options that help lists.
    func shownOptions(in group: OptionDescription.Group?) -> [OptionDescription] {
        options.filter { !$0.isHidden && $0.group == group }
    }
}

extension OptionDescription {
    static var help: OptionDescription {
        OptionDescription("help", short: "h", help: "Show this help.")
    }

    static var version: OptionDescription {
        OptionDescription("version", short: "V", help: "Show the version.")
    }
}
