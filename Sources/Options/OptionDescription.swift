/// An option: its names, its value, and what is said about it.
public struct OptionDescription: Sendable {
    /// Without dashes.
    public let name: String
    /// The letter after a single dash.
    public let short: Unicode.Scalar?
    /// nil for a flag.
    public let value: Value?
    /// What it does, in sentences. Literal text is in backticks, which only documents keep.
    public let help: String
    /// What holds without the option; nil if that needs no words.
    public let standard: String?
    /// Whether each occurrence adds a value. Otherwise the last one counts.
    public let isRepeatable: Bool
    public let isHidden: Bool
    public let group: Group?
    /// Where docs/ says more, relative to docs/.
    public let details: String?

    public struct Value: Sendable {
        /// As it is written in help: `FILE`.
        public let name: String
        /// All values that are valid; empty if there are others.
        public let known: [String]
        /// Several known values may be given, separated by commas.
        public let isList: Bool
        /// If the value may be left out (`--otlp[=URL]`): how the next word must begin to be the value.
        public let optional: [String]?
        public let completion: Completion

        public init(
            _ name: String, known: [String] = [], isList: Bool = false, optional: [String]? = nil,
            completion: Completion = .nothing
        ) {
            self.name = name
            self.known = known
            self.isList = isList
            self.optional = optional
            self.completion = completion
        }

        public static func file(_ name: String = "FILE") -> Value { Value(name, completion: .files) }
    }

    /// What a shell offers for a value that is not one of a few.
    public enum Completion: Sendable { case nothing, files, folders, users, processes }

    /// Options under a heading of their own.
    public struct Group: Sendable, Equatable {
        public let name: String
        /// What holds for all of them.
        public let note: String?

        public init(_ name: String, note: String? = nil) {
            self.name = name
            self.note = note
        }
    }

    public init(
        _ name: String, short: Unicode.Scalar? = nil, value: Value? = nil, help: String,
        standard: String? = nil, isRepeatable: Bool = false, isHidden: Bool = false,
        group: Group? = nil, details: String? = nil
    ) {
        self.name = name
        self.short = short
        self.value = value
        self.help = help
        self.standard = standard
        self.isRepeatable = isRepeatable
        self.isHidden = isHidden
        self.group = group
        self.details = details
    }

    /// `-o, --output`
    var names: String { (short.map { "-\($0), " } ?? "") + "--" + name }

    /// What follows the name: ` FILE`, `[=URL]`; empty for a flag.
    var valueSuffix: String {
        guard let value else { return "" }
        return value.optional == nil ? " " + value.name : "[=" + value.name + "]"
    }

    /// The values that are valid, unless the help explains each.
    var knownInHelp: [String] {
        let known = value?.known ?? []
        let explained = help.markedParts.filter { $0.isLiteral }.map { $0.text }
        return known.allSatisfy { explained.contains($0) } ? [] : known
    }
}
