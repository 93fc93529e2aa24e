/// Parses the words of a command line by the description of a command.
///
///     --name  --name=value  --name value  -n  -nvalue  -n value  -n=value  -abc  --
///
/// A long name must be complete. Abbreviations, which getopt_long(3) accepts, would change their meaning with each
/// new option, and break scripts.
struct CommandLineParser {
    private let command: CommandDescription
    private let usage: String
    private let suggest: Suggest
    private var rest: ArraySlice<ByteString>
    private var parsed: ParsedArguments
    /// The result if help or the version was asked for. That ends parsing.
    private var answer: Answer?

    /// The known name that is most similar to a misspelt one; nil if none is.
    typealias Suggest = (_ name: String, _ known: [String]) -> String?

    enum Answer {
        case help, version
        case run(ParsedArguments)
    }

    /// - Parameter usage: How the command is called, for an error.
    init(
        _ command: CommandDescription, usage: String, _ words: ArraySlice<ByteString>,
        suggest: @escaping Suggest
    ) {
        self.command = command
        self.usage = usage
        self.suggest = suggest
        rest = words
        parsed = ParsedArguments(command)
    }

    mutating func parse() throws(UsageError) -> Answer {
        while answer == nil, let word = rest.popFirst() {
            if word == "--" {
                parsed.words += rest
                rest = []
            } else if word.bytes.starts(with: "--".utf8) {
                try takeLong(word)
            } else if word.bytes.first == UInt8(ascii: "-"), word.bytes.count > 1 {
                try takeShort(word)
            } else {
                parsed.words.append(word)
                if command.positional?.kind == .commandLine { try takeCommandLine() }
            }
        }
        if let answer { return answer }
        try checkWords()
        return .run(parsed)
    }

    private func checkWords() throws(UsageError) {
        switch command.positional?.kind {
        case .commandLine: break
        case .optionalWord(let known):
            if parsed.words.count > 1 { throw .unexpectedWord(parsed.words[1].shown) }
            guard let word = parsed.words.first, let positional = command.positional,
                !known.contains(word.shown)
            else { break }
            throw .invalidValue(
                option: positional.name, value: word.shown,
                expected: known.joined(separator: ", "))
        case .word:
            if parsed.words.count > 1 { throw .unexpectedWord(parsed.words[1].shown) }
            guard parsed.words.isEmpty, let positional = command.positional else { break }
            throw .missingWord(positional.name, usage: usage)
        case nil:
            if let word = parsed.words.first { throw .unexpectedWord(word.shown) }
        }
    }

    // MARK: - Options

    /// `--name`, `--name=value`
    private mutating func takeLong(_ word: ByteString) throws(UsageError) {
        let equals = word.bytes.firstIndex(of: UInt8(ascii: "="))
        let written = String(decoding: word.bytes[..<(equals ?? word.bytes.count)], as: UTF8.self)
        let name = String(written.dropFirst(2))
        guard let option = command.options.first(where: { $0.name == name }) else {
            throw unknown(written, nearest: nearest(to: name))
        }
        let value = equals.map { ByteString(Array(word.bytes[($0 + 1)...])) }
        guard option.value != nil else {
            if value != nil { throw .unexpectedValue(option: written) }
            return note(option, nil)
        }
        try take(option, written, attached: value)
    }

    /// `-n`, `-nvalue`, `-n=value`, `-abc`
    private mutating func takeShort(_ word: ByteString) throws(UsageError) {
        var letters = word.bytes.dropFirst()
        while answer == nil, let letter = letters.popFirst() {
            let written = "-" + String(decoding: [letter], as: UTF8.self)
            guard
                let option = command.options.first(where: {
                    $0.short.map { UInt8(ascii: $0) } == letter
                })
            else {
                throw unknown(written, nearest: nil)
            }
            guard option.value != nil else {
                note(option, nil)
                continue
            }
            if letters.first == UInt8(ascii: "=") {
                let value = ByteString(Array(letters.dropFirst()))
                return try take(option, written, attached: value)
            }
            return try take(
                option, written, attached: letters.isEmpty ? nil : ByteString(Array(letters)))
        }
    }

    /// Takes an option with its value: what is attached to it, else the next word.
    private mutating func take(
        _ option: OptionDescription, _ written: String, attached: ByteString?
    ) throws(UsageError) {
        guard let description = option.value else { return }
        var value = attached
        if value == nil, let next = rest.first {
            if let beginnings = description.optional {
                guard beginnings.contains(where: { next.bytes.starts(with: $0.utf8) }) else {
                    return note(option, nil)
                }
            } else if isOption(next) {
                throw .optionAsValue(option: written, value: next.shown)
            }
            value = rest.removeFirst()
        }
        guard let value, description.optional != nil || !value.isEmpty else {
            if description.optional != nil { return note(option, nil) }
            throw .missingValue(option: written, value: description.name)
        }
        try check(value, of: description, written)
        note(option, value)
    }

    /// Whether a word is exactly one of this command's options, or `--`.
    private func isOption(_ word: ByteString) -> Bool {
        command.options.contains { word == ByteString("--" + $0.name) } || word == "--"
    }

    private func check(
        _ value: ByteString, of description: OptionDescription.Value, _ written: String
    ) throws(UsageError) {
        guard !description.known.isEmpty else { return }
        let parts =
            description.isList
            ? value.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            : [value.bytes[...]]
        for part in parts {
            let text = String(decoding: part, as: UTF8.self)
            guard !description.known.contains(text) else { continue }
            let expected = description.known.joined(separator: ", ")
            throw .invalidValue(
                option: written, value: text,
                expected: description.isList
                    ? expected + ", with commas between them" : "one of " + expected)
        }
    }

    private mutating func note(_ option: OptionDescription, _ value: ByteString?) {
        switch option.name {
        case OptionDescription.help.name: answer = .help
        case OptionDescription.version.name: answer = .version
        default: parsed.found.append((option.name, value))
        }
    }

    // MARK: - Mistakes

    private func unknown(_ written: String, nearest: String?) -> UsageError {
        .unknownOption(
            written, nearest: nearest,
            mayBeOfCommand: command.positional?.kind == .commandLine
                && rest.contains { $0.bytes.first != UInt8(ascii: "-") })
    }

    /// `--name` for a misspelt or abbreviated name.
    private func nearest(to name: String) -> String? {
        let known = command.options.filter { !$0.isHidden }.map { $0.name }
        let longer = known.filter { !name.isEmpty && $0.hasPrefix(name) }
        return (longer.count == 1 ? longer[0] : suggest(name, known)).map { "--" + $0 }
    }

    /// The first word of a command line has been taken; the others are the command's.
    private mutating func takeCommandLine() throws(UsageError) {
        parsed.words += rest
        for word in rest.prefix(while: { $0 != "--" }) {
            let name = ByteString(Array(word.bytes.prefix { $0 != UInt8(ascii: "=") }))
            let isOwn = command.options.contains {
                $0.name != OptionDescription.help.name && $0.name != OptionDescription.version.name
                    && name == ByteString("--" + $0.name)
            }
            if isOwn { throw .optionAfterCommand(name.shown, command: parsed.words[0].shown) }
        }
        rest = []
    }
}
