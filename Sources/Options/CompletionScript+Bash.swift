extension ProgramDescription {
    /// A function for `complete -F`. It uses bash-completion for the command line after `trace` if that is loaded.
    var bashCompletion: String {
        let commands = commands.map { $0.name }.joined(separator: " ")
        var values = ""
        var takesValue = ""
        var names = ""
        for command in [main] + self.commands {
            let key = command.name == name ? "" : command.name
            let shown = command.options.filter { !$0.isHidden }
            names += "        \(Self.pattern(key))) options=\"\(shown.map { "--" + $0.name }.joined(separator: " "))\" ;;\n"
            for option in command.options {
                guard let value = option.value else { continue }
                var patterns = [Self.pattern(key + " --" + option.name)]
                if let short = option.short { patterns.append(Self.pattern("\(key) -\(short)")) }
                let pattern = patterns.joined(separator: " | ")
                if value.optional == nil { takesValue += "        \(pattern)) return 0 ;;\n" }
                values += "        \(pattern)) \(Self.action(value)) ;;\n"
            }
        }
        let lines = self.commands.filter { $0.positional?.kind == .commandLine }.map { $0.name }
        return Self.bashTemplate(
            name: name, commands: commands, commandLines: lines.joined(separator: " | "), names: names,
            takesValue: takesValue, values: values)
    }

    /// A pattern of `case`.
    private static func pattern(_ key: String) -> String { "\"" + key + "\"" }

    private static func action(_ value: OptionDescription.Value) -> String {
        let known = value.known.joined(separator: " ")
        if value.isList { return "list=${cur%\"${cur##*,}\"} words \"\(known)\"" }
        if !value.known.isEmpty { return "words \"\(known)\"" }
        return switch value.completion {
        case .files: "files -f"
        case .folders: "files -d"
        case .users: "complete_by -u"
        case .processes: "words \"$(cd /proc && echo [0-9]*)\""
        case .nothing: ":"
        }
    }

    private static func bashTemplate(
        name: String, commands: String, commandLines: String, names: String, takesValue: String,
        values: String
    ) -> String {
        """
        # bash completion for \(name).

        # Whether the next word is the value of an option: COMMAND OPTION.
        _\(name)_takes_value() {
            case $1 in
        \(takesValue)    esac
            return 1
        }

        _\(name)() {
            local -a typed=() starts=()
            local cur command="" word="" last="" key list="" options="" i rest=-1 option=""
            COMPREPLY=()
            # COMP_WORDBREAKS separates --name, = and its value.
            for ((i = 1; i <= COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ ($word == "=" || $last == "=") && ${#typed[@]} -gt 0 && ${typed[-1]} == --* ]]; then
                    typed[-1]+=$word
                else
                    typed+=("$word")
                    starts+=("$i")
                fi
                last=$word
            done
            cur=${typed[-1]}

            # What comes before the word.
            for ((i = 0; i < ${#typed[@]} - 1; i++)); do
                word=${typed[i]}
                if [[ -n $option ]]; then
                    option=""
                elif [[ $word == -- && -n $command ]]; then
                    rest=$((i + 1))
                    break
                elif [[ $word == -* ]]; then
                    if _\(name)_takes_value "$command $word"; then option=$word; fi
                elif [[ -z $command ]]; then
                    command=$word
                else
                    rest=$i
                    break
                fi
            done

            words() { mapfile -t COMPREPLY < <(compgen -P "$list" -W "$1" -- "${cur#"$list"}"); }
            complete_by() { mapfile -t COMPREPLY < <(compgen "$1" -- "$cur"); }
            files() {
                compopt -o filenames 2>/dev/null
                complete_by "$1"
            }

            if ((rest >= 0)); then
                case $command in
                \(commandLines))
                    if declare -F _comp_command_offset >/dev/null; then
                        _comp_command_offset "${starts[rest]}"
                    elif declare -F _command_offset >/dev/null; then
                        _command_offset "${starts[rest]}"
                    elif ((rest == ${#typed[@]} - 1)); then
                        complete_by -c
                    else
                        files -f
                    fi
                    ;;
                *) files -f ;;
                esac
                unset -f words complete_by files
                return
            fi

            key="$command $option"
            if [[ -z $option && $cur == --*=* ]]; then
                key="$command ${cur%%=*}"
                cur=${cur#*=}
                [[ $COMP_WORDBREAKS == *=* ]] || list=${typed[-1]%"$cur"}
            fi
            case $key in
        \(values)    *)
                case $command in
        \(names)        esac
                if [[ $cur == -* ]]; then
                    words "$options"
                elif [[ -z $command || $command == help ]]; then
                    words "\(commands) help"
                else
                    case $command in
                    \(commandLines)) complete_by -c ;;
                    *) files -f ;;
                    esac
                fi
                ;;
            esac
            unset -f words complete_by files
        }
        complete -F _\(name) \(name)

        """
    }
}
