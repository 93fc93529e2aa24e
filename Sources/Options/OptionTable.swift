extension ProgramDescription {
    /// A table of options in Markdown, as docs/ has them between `<!-- options: trace -->` and `<!-- end -->`.
    ///
    /// - Parameter name: A command, `trace`, for its options without a group; or with one, `trace Filters`.
    /// - Returns: nil if there is no such command or group.
    public func optionTable(_ name: String) -> String? {
        let words = name.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        guard let first = words.first, words.count <= 2, let command = command(named: first) else {
            return nil
        }
        let group = words.count == 2 ? command.groups.first { $0?.name == words[1] } : .some(nil)
        guard let group else { return nil }
        var text = "| option | meaning | default |\n|---|---|---|\n"
        for option in command.shownOptions(in: group)
        where option.name != OptionDescription.help.name && option.name != OptionDescription.version.name {
            var names = option.short.map { "`-\($0)`, " } ?? ""
            names += "`--" + option.name + Self.suffix(option) + "`"
            var meaning = option.help
            if option.isRepeatable { meaning += " Repeatable." }
            if let details = option.details { meaning += " ([details](" + details + "))" }
            let standard = option.standard ?? (option.value == nil ? "off" : "none")
            text += "| " + [names, meaning, standard].map { Self.cell($0) }.joined(separator: " | ") + " |\n"
        }
        return text
    }

    /// ` FILE`; for an option with few values, these.
    private static func suffix(_ option: OptionDescription) -> String {
        guard let value = option.value, !value.known.isEmpty, !value.isList else {
            return option.valueSuffix
        }
        return " " + value.known.joined(separator: "|")
    }

    private static func cell(_ text: String) -> String {
        var cell = ""
        for scalar in text.unicodeScalars {
            if scalar == "|" { cell += "\\" }
            cell.unicodeScalars.append(scalar)
        }
        return cell
    }
}
