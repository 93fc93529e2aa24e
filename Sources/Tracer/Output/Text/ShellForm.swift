/// How to write a word so that a shell reads it back and a terminal shows all of it.
enum ShellForm {
    /// Unchanged.
    case bare
    /// In single quotes.
    case quoted
    /// In `$'` and `'`, with escapes.
    case escaped

    init(of word: Span<UInt8>, isCommand: Bool) {
        self = word.isEmpty ? .quoted : .bare
        var index = 0
        while index < word.count {
            let byte = word[index]
            if byte < 0x80 {
                if byte < 0x20 || byte == 0x7f {
                    self = .escaped
                    return
                }
                // A leading = names a command in zsh; in command position, a = after a name assigns.
                let assigns = byte == 0x3d && (isCommand || index == 0)
                if assigns || !Self.isPlain(byte) { self = .quoted }
                index += 1
            } else {
                let sequence = UTF8Sequence(parsing: word, at: index)
                guard let scalar = sequence.scalar, VisibleScalars.contains(scalar) else {
                    self = .escaped
                    return
                }
                self = .quoted
                index += sequence.length
            }
        }
    }

    /// Whether the byte has no special meaning in any shell.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        // A-Z a-z 0-9
        case 0x41...0x5a, 0x61...0x7a, 0x30...0x39: true
        // % + , - . / : = @ _
        case 0x25, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x3a, 0x3d, 0x40, 0x5f: true
        default: false
        }
    }

    /// Whether the byte may occur in the name of a shell variable.
    static func isIdentifier(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case 0x41...0x5a, 0x61...0x7a, 0x5f: true
        case 0x30...0x39: !first
        default: false
        }
    }
}
