/// A man page in the language of man(7).
struct ManualPage {
    private var text = ""

    static func of(_ command: CommandDescription, in program: ProgramDescription) -> String {
        var page = ManualPage()
        let name = program.pageName(command)
        page.line(
            ".TH \(quoted(name.inCapitals)) 1 \"\" \(quoted(program.name + " " + program.version)) \"User Commands\""
        )
        page.heading("NAME")
        page.line(escaped(name) + " \\- " + escaped(command.abstract.withoutPeriod))
        page.heading("SYNOPSIS")
        page.line(synopsis(command, in: program))
        page.heading("DESCRIPTION")
        if command.discussion.isEmpty { page.line(marked(command.abstract)) }
        for (index, paragraph) in command.discussion.enumerated() {
            if index > 0 { page.line(".PP") }
            page.line(marked(paragraph))
        }
        if command.name == program.name {
            page.heading("COMMANDS")
            for command in program.commands {
                page.item(bold(command.name), marked(command.abstract))
                page.line("See \(bold(program.pageName(command)))(1).")
            }
        } else if let positional = command.positional {
            page.heading("ARGUMENTS")
            page.item(italic(positional.name), marked(positional.help))
        }
        page.heading("OPTIONS")
        for group in command.groups {
            if let group {
                page.line(".SS " + quoted(group.name))
                if let note = group.note { page.line(marked(note.withCapital) + ".") }
            }
            for option in command.shownOptions(in: group) {
                page.item(term(option), marked(option.completeHelp))
            }
        }
        if !command.examples.isEmpty {
            page.heading("EXAMPLES")
            page.line(".EX")
            for example in command.examples { page.line(escaped(example)) }
            page.line(".EE")
        }
        if !command.statuses.isEmpty {
            page.heading("EXIT STATUS")
            if let note = command.statusNote { page.line(marked(note)) }
            for status in command.statuses {
                page.item(bold("\(status.number)"), marked(status.meaning))
            }
        }
        page.heading("SEE ALSO")
        let others = command.name == program.name ? program.commands : [program.main]
        page.line(others.map { bold(program.pageName($0)) + "(1)" }.joined(separator: ",\n"))
        return page.text
    }

    private mutating func line(_ line: String) { text += line + "\n" }

    private mutating func heading(_ title: String) { line(".SH " + Self.quoted(title)) }

    private mutating func item(_ term: String, _ description: String) {
        line(".TP")
        line(term)
        line(description)
    }

    private static func synopsis(
        _ command: CommandDescription, in program: ProgramDescription
    ) -> String {
        guard command.name != program.name else {
            return bold(program.name) + " " + italic("COMMAND") + " [" + italic("OPTIONS") + "]"
        }
        var text = bold(program.fullName(command)) + " [" + italic("OPTIONS") + "]"
        if let positional = command.positional {
            let name = italic(positional.name)
            switch positional.kind {
            case .word: text += " " + name
            case .optionalWord: text += " [" + name + "]"
            case .commandLine: text += " [" + bold("--") + "] [" + name + " ...]"
            }
        }
        return text
    }

    /// `-o, --output FILE`
    private static func term(_ option: OptionDescription) -> String {
        var term = option.short.map { bold("-\($0)") + ", " } ?? ""
        term += bold("--" + option.name)
        guard let value = option.value else { return term }
        let name = italic(value.name)
        return term + (value.optional == nil ? " " + name : "[=" + name + "]")
    }

    private static func bold(_ text: String) -> String { "\\fB" + escaped(text) + "\\fR" }
    private static func italic(_ text: String) -> String { "\\fI" + escaped(text) + "\\fR" }

    /// Text with literals in bold.
    private static func marked(_ text: String) -> String {
        var result = ""
        for part in text.markedParts {
            result += part.isLiteral ? bold(part.text) : escaped(part.text)
        }
        return result
    }

    /// Escapes what roff would take for a request, an escape, or a typographic character.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "." where result.isEmpty: result += "\\&."
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// An argument of a request.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in escaped(text).unicodeScalars {
            if scalar == "\"" { result += "\\(dq" } else { result.unicodeScalars.append(scalar) }
        }
        return "\"" + result + "\""
    }
}

extension ProgramDescription {
    /// The names of all man pages, without the section.
    public var pageNames: [String] { [name] + commands.map { pageName($0) } }

    /// The man page with this name; nil if the program has no such page.
    public func page(named page: String) -> String? {
        ([main] + commands).first { pageName($0) == page }.map { ManualPage.of($0, in: self) }
    }

    /// `swiftlet-trace`
    func pageName(_ command: CommandDescription) -> String {
        command.name == name ? name : name + "-" + command.name
    }
}

extension String {
    fileprivate var withoutPeriod: String {
        utf8.last == UInt8(ascii: ".") ? String(dropLast()) : self
    }

    fileprivate var withCapital: String { String(prefix(1)).inCapitals + dropFirst() }
}
