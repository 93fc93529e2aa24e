extension OutputBuffer {
    /// Appends a message for a terminal. Characters that a terminal might obey or not show are escaped
    /// (`\x1b`); line ends and tabs are kept.
    public mutating func append(message content: Span<UInt8>) {
        var index = 0
        while index < content.count {
            let sequence = UTF8Sequence(parsing: content, at: index)
            let character = content.extracting(index..<(index + sequence.length))
            index += sequence.length
            if let scalar = sequence.scalar,
                VisibleScalars.contains(scalar) || scalar == "\n" || scalar == "\t"
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
