extension ProgramDescription {
    /// Calls of `complete`, one for each command and option.
    var fishCompletion: String {
        var text = "# fish completion for \(name).\ncomplete -c \(name) -f\n"
        for command in commands {
            text += complete(
                "__fish_use_subcommand", "-a \(command.name)", command.abstract.firstSentence)
        }
        text += complete("__fish_use_subcommand", "-a help", "Show the help of a command")
        let names = commands.map { $0.name }.joined(separator: " ")
        text += complete(
            "__fish_seen_subcommand_from help", "-a \(names.shellQuoted(inFish: true))", nil)
        for option in main.options where !option.isHidden {
            text += complete("__fish_use_subcommand", Self.fish(option), option.summary)
        }
        for command in commands {
            let condition = "__fish_seen_subcommand_from \(command.name)"
            for option in command.options where !option.isHidden {
                text += complete(condition, Self.fish(option), option.summary)
            }
            switch command.positional?.kind {
            case .word: text += complete(condition, "-F", nil)
            case .optionalWord(let known):
                text += complete(condition, "-x -a '\(known.joined(separator: " "))'", nil)
            case .commandLine:
                text += complete(
                    condition, "-x -a '(__fish_complete_subcommand --fcs-skip=2)'", nil)
            case nil: break
            }
        }
        return text
    }

    private func complete(_ condition: String, _ what: String, _ summary: String?) -> String {
        let description = summary.map { " -d " + $0.shellQuoted(escaped: "\\", inFish: true) } ?? ""
        return "complete -c \(name) -n '\(condition)' \(what)\(description)\n"
    }

    private static func fish(_ option: OptionDescription) -> String {
        var text = (option.short.map { "-s \($0) " } ?? "") + "-l " + option.name
        guard let value = option.value, value.optional == nil else { return text }
        if !value.known.isEmpty {
            return text + " -x -a " + value.known.joined(separator: " ").shellQuoted(inFish: true)
        }
        switch value.completion {
        case .files: text += " -r -F"
        case .folders: text += " -x -a '(__fish_complete_directories)'"
        case .users: text += " -x -a '(__fish_complete_users)'"
        case .processes: text += " -x -a '(__fish_complete_pids)'"
        case .nothing: text += " -x"
        }
        return text
    }
}
