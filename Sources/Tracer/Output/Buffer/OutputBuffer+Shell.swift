extension OutputBuffer {
    /// Appends bytes as one word that a shell reads back as the same bytes, and that is harmless on a
    /// terminal.
    ///
    /// It uses the simplest of three forms that works: `-l`, `'two words'`, `$'tab\there'`. The last one
    /// (bash, zsh, ksh, and POSIX since 2024) is for everything that a terminal might obey or not show:
    /// control characters, invisible characters, characters that change the writing direction, and bytes that
    /// are not UTF-8.
    ///
    /// - Parameter isCommand: The word is in command position, where it must not look like an assignment.
    package mutating func append(shellWord content: Span<UInt8>, isCommand: Bool = false) {
        switch ShellForm(of: content, isCommand: isCommand) {
        case .bare: append(content)
        case .quoted: append(singleQuoted: content)
        case .escaped: append(ansiQuoted: content)
        }
    }

    /// Appends an environment string as an assignment that can precede a command: `NAME='two words'`.
    mutating func append(shellAssignment content: Span<UInt8>) {
        var end = 0
        while end < content.count, ShellForm.isIdentifier(content[end], first: end == 0) {
            end += 1
        }
        guard end > 0, end < content.count, content[end] == 0x3d else {
            append(shellWord: content)
            return
        }
        append(content.extracting(0...end))
        let value = content.extracting((end + 1)..<content.count)
        if !value.isEmpty { append(shellWord: value) }
    }

    private mutating func append(singleQuoted content: Span<UInt8>) {
        append(0x27)
        for index in content.indices {
            if content[index] == 0x27 {
                append(#"'\''"#)
            } else {
                append(content[index])
            }
        }
        append(0x27)
    }

    private mutating func append(ansiQuoted content: Span<UInt8>) {
        append("$'")
        var index = 0
        while index < content.count {
            let sequence = UTF8Sequence(parsing: content, at: index)
            let character = content.extracting(index..<(index + sequence.length))
            if let scalar = sequence.scalar, VisibleScalars.contains(scalar) {
                append(ansiVisible: character)
            } else {
                append(ansiHidden: character)
            }
            index += sequence.length
        }
        append(0x27)
    }

    private mutating func append(ansiVisible character: Span<UInt8>) {
        switch character[0] {
        case 0x27: append(#"\'"#)
        case 0x5c: append(#"\\"#)
        // An interactive bash ends the quote at \' and would then expand its history.
        case 0x21: append(#"\x21"#)
        default: append(character)
        }
    }

    private mutating func append(ansiHidden character: Span<UInt8>) {
        for index in character.indices {
            switch character[index] {
            case 0x09: append(#"\t"#)
            case 0x0a: append(#"\n"#)
            case 0x0d: append(#"\r"#)
            default:
                append(#"\x"#)
                append(hexadecimal: character[index])
            }
        }
    }
}
