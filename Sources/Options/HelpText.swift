/// The text of `--help`, wrapped to a width.
struct HelpText {
    private var text = ""
    private let width: Int

    /// Where descriptions begin.
    private static var column: Int { 26 }

    /// - Parameter width: In columns; limited to what is easy to read.
    init(width: Int) {
        self.width = min(max(width, 40), 100)
    }

    static func of(_ command: CommandDescription, in program: ProgramDescription, width: Int)
        -> String
    {
        var help = HelpText(width: width)
        help.append(command.abstract)
        for paragraph in command.discussion {
            help.text += "\n"
            help.append(paragraph)
        }
        help.text += "\nUSAGE: " + program.usage(of: command) + "\n"
        if command.name == program.name {
            help.heading("COMMANDS")
            for command in program.commands { help.append(command.name, command.abstract) }
        } else if let positional = command.positional {
            help.heading("ARGUMENTS")
            help.append(positional.name, positional.help)
        }
        for group in command.groups {
            help.heading(group?.name ?? "OPTIONS", note: group?.note)
            for option in command.shownOptions(in: group) {
                help.append(
                    (option.short == nil ? "    " : "") + option.names + option.valueSuffix,
                    option.completeHelp)
            }
        }
        if !command.examples.isEmpty {
            help.heading("EXAMPLES")
            for example in command.examples { help.text += "  \(example)\n" }
        }
        if !command.statuses.isEmpty {
            help.heading("EXIT STATUS")
            if let note = command.statusNote { help.append(note, indent: 2) }
            for status in command.statuses {
                help.append("\(status.number)", status.meaning, column: 7)
            }
        }
        return help.text
    }

    private mutating func heading(_ title: String, note: String? = nil) {
        text += "\n" + title.inCapitals + (note.map { " (\($0))" } ?? "") + "\n"
    }

    private mutating func append(_ paragraph: String, indent: Int = 0) {
        for line in Self.wrap(paragraph.plain, to: width - indent) {
            text += String(repeating: " ", count: indent) + line + "\n"
        }
    }

    /// A term, and its description in a column of its own.
    private mutating func append(
        _ term: String, _ description: String, column: Int = HelpText.column
    ) {
        var line = "  " + term
        if line.utf8.count + 2 > column {
            text += line + "\n"
            line = ""
        }
        for part in Self.wrap(description.plain, to: width - column) {
            text += line + String(repeating: " ", count: column - line.utf8.count) + part + "\n"
            line = ""
        }
    }

    /// Lines of at most `width` bytes, broken at blanks. A longer word has a line of its own.
    static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.utf8.split(separator: UInt8(ascii: " ")) {
            if !line.isEmpty, line.utf8.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + String(Substring(word))
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}

extension String {
    /// Lines of at most `width` bytes, broken at blanks.
    package func wrapped(to width: Int) -> [String] { HelpText.wrap(self, to: width) }
}

extension ProgramDescription {
    /// The text of `--help`.
    ///
    /// - Parameter width: In columns.
    public func help(_ command: CommandDescription, width: Int = 80) -> String {
        HelpText.of(command, in: self, width: width)
    }

    /// `swiftlet replay [OPTIONS] FILE`
    func usage(of command: CommandDescription) -> String {
        guard command.name != name else { return name + " COMMAND [OPTIONS]" }
        let words =
            switch command.positional?.kind {
            case .word: [command.positional?.name ?? ""]
            case .optionalWord: ["[\(command.positional?.name ?? "")]"]
            case .commandLine: ["[--] [\(command.positional?.name ?? "") ...]"]
            case nil: [String]()
            }
        return ([fullName(command), "[OPTIONS]"] + words).joined(separator: " ")
    }
}

extension OptionDescription {
    /// The help with what the description says besides, in backticks where literal.
    var completeHelp: String {
        var notes: [String] = []
        let known = knownInHelp.map { "`" + $0 + "`" }.joined(separator: ", ")
        if !known.isEmpty {
            notes.append((value?.isList == true ? "any of: " : "one of: ") + known)
        }
        if let standard { notes.append("default: " + standard) }
        if isRepeatable { notes.append("repeatable") }
        return help + (notes.isEmpty ? "" : " (" + notes.joined(separator: "; ") + ")")
    }
}

extension String {
    /// The text in parts: what is between backticks is literal.
    var markedParts: [(text: String, isLiteral: Bool)] {
        let parts = utf8.split(separator: UInt8(ascii: "`"), omittingEmptySubsequences: false)
        return parts.enumerated().map { (String(Substring($0.element)), $0.offset % 2 == 1) }
    }

    /// Without the backticks of literal text.
    var plain: String { markedParts.reduce("") { $0 + $1.text } }
}
