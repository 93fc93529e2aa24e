/// What a shell must know to complete the words of a command line.
public enum CompletionShell: String, CaseIterable, Sendable { case bash, zsh, fish }

extension ProgramDescription {
    /// A script that the shell reads at its start.
    public func completionScript(_ shell: CompletionShell) -> String {
        switch shell {
        case .bash: bashCompletion
        case .zsh: zshCompletion
        case .fish: fishCompletion
        }
    }
}

extension OptionDescription {
    /// The first sentence of the help, without its period.
    var summary: String { help.firstSentence }
}

extension String {
    var firstSentence: String {
        let bytes = Array(plain.utf8)
        var end = bytes.count
        for index in bytes.indices where bytes[index] == UInt8(ascii: ".") {
            guard index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: " ") else { continue }
            end = index
            break
        }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// As one word of a shell, in single quotes. fish, unlike the others, knows escapes inside them.
    func shellQuoted(escaped characters: String = "", inFish: Bool = false) -> String {
        var text = "'"
        for scalar in unicodeScalars {
            if scalar == "'" {
                text += inFish ? "\\'" : "'\\''"
            } else {
                if characters.unicodeScalars.contains(scalar) { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "'"
    }
}
