extension SecretFinder {
    /// Finds what a rule says of the word at `position`.
    ///
    /// - Parameters:
    ///   - range: The word without quotes around it.
    ///   - head: Position of the command's first word.
    mutating func search(
        rule: SecretRule, _ position: Int, _ range: Range<Int>, _ words: [CommandWord],
        from head: Int, _ bytes: Span<UInt8>
    ) {
        if let subcommand = rule.subcommand {
            let isThere = words[head..<position].contains { word in
                Self.areEqual(bytes, word.range, subcommand)
            }
            guard isThere else { return }
        }
        let next = position + 1 < words.count && !words[position + 1].isHead
            ? words[position + 1].range : nil
        let isLong = rule.option.count != 2
        let isOption = bytes[range.lowerBound] == 0x2d
        switch rule.form {
        case .prefix:
            if Self.starts(bytes, range, with: rule.option) { note(rest(of: range, rule)) }
        case .named:
            let isName = !range.contains { bytes[$0] == 0x3d || Self.isSpace(bytes[$0]) }
            if isName, !isOption, policy.hides(name: bytes.extracting(range)), let next { note(next) }
        case .last:
            if isOption, Self.isCluster(bytes, range, with: rule.option[1]), let last = words.last, last.range != range {
                note(last.range)
            }
        case .attached:
            if Self.starts(bytes, range, with: rule.option) { note(rest(of: range, rule)) }
        case .next:
            if Self.areEqual(bytes, range, rule.option), let next { note(next) }
        case .either, .after, .header:
            let isNext = isLong || !isOption
                ? Self.areEqual(bytes, range, rule.option)
                : Self.isCluster(bytes, range, with: rule.option[1])
                    && bytes[range.upperBound - 1] == rule.option[1]
            if isNext {
                if let next { note(next, as: rule.form, bytes) }
            } else if Self.starts(bytes, range, with: rule.option) {
                var rest = rest(of: range, rule)
                if isLong {
                    guard let first = rest.first, bytes[first] == 0x3d else { return }
                    rest.removeFirst()
                }
                note(rest, as: rule.form, bytes)
            }
        }
    }

    private func rest(of range: Range<Int>, _ rule: SecretRule) -> Range<Int> {
        (range.lowerBound + rule.option.count)..<range.upperBound
    }

    /// Notes what of an option's value is secret.
    private mutating func note(_ value: Range<Int>, as form: SecretRule.Form, _ bytes: Span<UInt8>) {
        switch form {
        case .after(let separator):
            guard let place = value.first(where: { bytes[$0] == separator }) else { return }
            note((place + 1)..<value.upperBound)
        case .header:
            guard let colon = value.first(where: { bytes[$0] == 0x3a }) else { return }
            search(header: bytes, at: colon, in: value)
        default: note(value)
        }
    }

    private static func areEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: [UInt8]) -> Bool {
        range.count == text.count && starts(bytes, range, with: text)
    }

    static func starts(_ bytes: Span<UInt8>, _ range: Range<Int>, with text: [UInt8]) -> Bool {
        guard range.count >= text.count else { return false }
        for index in text.indices where bytes[range.lowerBound + index] != text[index] { return false }
        return true
    }

    /// `-sSu`: several options of one letter in one word.
    private static func isCluster(_ bytes: Span<UInt8>, _ range: Range<Int>, with letter: UInt8) -> Bool {
        guard range.count >= 2, bytes[range.lowerBound] == 0x2d else { return false }
        var hasLetter = false
        for index in range.dropFirst() {
            guard (0x61...0x7a).contains(bytes[index] | 0x20) else { return false }
            if bytes[index] == letter { hasLetter = true }
        }
        return hasLetter
    }
}

extension SecretRule {
    /// Whether the word is the option with its value behind it: one dash, one letter, the value.
    func isAttached(to bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        guard case .attached = form, subcommand == nil, word.count > option.count else { return false }
        return option.count == 2 && option[0] == 0x2d && SecretFinder.starts(bytes, word, with: option)
    }
}
