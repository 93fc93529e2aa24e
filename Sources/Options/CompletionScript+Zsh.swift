extension ProgramDescription {
    /// A function that zsh loads by its name, `_swiftlet`.
    var zshCompletion: String {
        let list = commands.map {
            "        " + ($0.name + ":" + $0.abstract.firstSentence).shellQuoted() + "\n"
        }
        var cases = ""
        for command in commands {
            cases += "            \(command.name))\n                _arguments -s -S : \\\n"
            for option in command.options where !option.isHidden {
                cases += "                    \(Self.zsh(option)) \\\n"
            }
            switch command.positional?.kind {
            case .word: cases += "                    '1: :_files' && return\n"
            case .optionalWord(let known):
                cases += "                    '1: :(\(known.joined(separator: " ")))' && return\n"
            case .commandLine:
                cases +=
                    "                    '(-)1: :_command_names -e' \\\n                    '*:: :_normal' && return\n"
            case nil: cases += "                    && return\n"
            }
            cases += "                ;;\n"
        }
        let options = main.options.filter { !$0.isHidden }.map {
            "        \(Self.zsh($0)) \\\n"
        }
        return """
            #compdef \(name)

            _\(name)() {
                local curcontext=$curcontext state line ret=1
                local -A opt_args
                local -a commands=(
            \(list.joined())        'help:Show the help of a command'
                )
                _arguments -C : \\
            \(options.joined())        '1: :->command' \\
                    '*:: :->rest' && return
                case $state in
                command) _describe command commands && ret=0 ;;
                rest)
                    case $words[1] in
            \(cases)            help) _describe command commands && ret=0 ;;
                    esac
                    ;;
                esac
                return ret
            }

            if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
                _\(name) "$@"
            else
                compdef _\(name) \(name)
            fi

            """
    }

    /// An option as _arguments takes it.
    private static func zsh(_ option: OptionDescription) -> String {
        let help = "[" + option.summary.escaped("[]\\") + "]"
        let long = "--" + option.name
        guard let value = option.value else {
            guard let short = option.short else { return (long + help).shellQuoted() }
            return "'(-\(short) \(long))'{-\(short),\(long)}" + help.shellQuoted()
        }
        if value.optional != nil {
            return (long + "=-" + help + "::" + value.name + ":").shellQuoted()
        }
        let rest = (help + ":" + value.name.escaped(":") + ":" + action(value)).shellQuoted()
        guard let short = option.short else {
            return ((option.isRepeatable ? "*" : "") + long + "=").shellQuoted() + rest
        }
        let others = option.isRepeatable ? "'*'" : "'(-\(short) \(long))'"
        return others + "{-\(short)+,\(long)=}" + rest
    }

    private static func action(_ value: OptionDescription.Value) -> String {
        let known = value.known.joined(separator: " ")
        if value.isList { return "_sequence compadd - " + known }
        if !value.known.isEmpty { return "(" + known + ")" }
        return switch value.completion {
        case .files: "_files"
        case .folders: "_files -/"
        case .users: "_users"
        case .processes: "_pids"
        case .nothing: ""
        }
    }
}

extension String {
    fileprivate func escaped(_ characters: String) -> String {
        var text = ""
        for scalar in unicodeScalars {
            if characters.unicodeScalars.contains(scalar) { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
