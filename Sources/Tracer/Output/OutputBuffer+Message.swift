extension OutputBuffer {
    /// Appends a message for a terminal: what could be obeyed there, or not be seen, is written as an
    /// escape (`\x1b`). Ends of lines and tabs stay.
    public mutating func append(message content: Span<UInt8>) {
        var index = 0
        while index < content.count {
            let sequence = UTF8Sequence(parsing: content, at: index)
            let character = content.extracting(index..<(index + sequence.length))
            index += sequence.length
            if let scalar = sequence.scalar,
                ShellForm.isVisible(scalar) || scalar == "\n" || scalar == "\t"
            {
                append(character)
                continue
            }
            for position in character.indices {
                append(#"\x"#)
                append(hexadecimal: character[position])
            }
        }
    }
}
