extension ProgramDescription {
    /// What a command line asks for.
    public enum Request {
        /// Asks for the help of `command`, or of the program itself if it is nil.
        case help(CommandDescription)
        case version
        /// An option of the program itself, without a command.
        case program(ParsedArguments)
        case run(ParsedArguments)
    }

    /// A command line that can't be understood, and the command whose help says more.
    public struct ParsingError: Error {
        public let error: UsageError
        public let command: CommandDescription
    }

    /// Parses a command line.
    ///
    /// - Parameters:
    ///   - words: The arguments without the program's name.
    ///   - suggest: Finds the known name that is most similar to a misspelt one.
    public func parse(
        _ words: [ByteString], suggest: @escaping (_ name: String, _ known: [String]) -> String?
    ) throws(ParsingError) -> Request {
        let arguments: ParsedArguments
        switch try answer(main, words[...], suggest) {
        case .help: return .help(main)
        case .version: return .version
        case .run(let parsed): arguments = parsed
        }
        guard arguments.found.isEmpty else {
            guard let word = arguments.words.first else { return .program(arguments) }
            throw ParsingError(error: .unexpectedWord(word.shown), command: main)
        }
        guard let first = arguments.words.first else { return .help(main) }
        if first == "help" {
            guard arguments.words.count > 1 else { return .help(main) }
            return .help(try command(arguments.words[1], suggest))
        }
        let command = try command(first, suggest)
        switch try answer(command, arguments.words[1...], suggest) {
        case .help: return .help(command)
        case .version: return .version
        case .run(let parsed): return .run(parsed)
        }
    }

    private func command(
        _ word: ByteString, _ suggest: (String, [String]) -> String?
    ) throws(ParsingError) -> CommandDescription {
        if let command = command(named: word.shown) { return command }
        let known = commands.map { $0.name }
        let nearest = suggest(word.shown, known)
        throw ParsingError(
            error: .unknownCommand(word.shown, nearest: nearest, known: known), command: main)
    }

    private func answer(
        _ command: CommandDescription, _ words: ArraySlice<ByteString>,
        _ suggest: @escaping CommandLineParser.Suggest
    ) throws(ParsingError) -> CommandLineParser.Answer {
        var parser = CommandLineParser(
            command, usage: usage(of: command), words, suggest: suggest)
        do throws(UsageError) { return try parser.parse() } catch {
            throw ParsingError(error: better(error, in: command), command: command)
        }
    }

    /// An unknown option may be one of another command.
    private func better(_ error: UsageError, in command: CommandDescription) -> UsageError {
        guard case .unknownOption(let name, _, _) = error,
            let owner = commands.first(where: { other in
                other.options.contains { "--" + $0.name == name }
            })
        else { return error }
        return .optionOfOtherCommand(
            name, owner: fullName(owner), reason: command.name == main.name ? nil : command.refusal)
    }

    /// The complete message, in one line even if a word has several.
    public func message(_ error: UsageError, in command: CommandDescription) -> String {
        let lines = error.message.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.map { String(Substring($0)) }.joined(separator: "\\n") + " (" + fullName(command)
            + " --help)"
    }
}
