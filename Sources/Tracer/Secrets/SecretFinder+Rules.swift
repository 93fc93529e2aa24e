extension SecretFinder {
    /// Applies the rules of the command's programs to a word.
    ///
    /// - Parameter word: Without its quotes; not empty.
    /// - Returns: Whether a rule applies to it.
    mutating func searchRules(
        _ word: Range<Int>, _ isOption: Bool, _ bytes: Span<UInt8>, of command: inout Command
    ) -> Bool {
        for position in command.active.indices.reversed() {
            if !isOption {
                command.active[position].words += 1
                command.active[position].wordsBehind += 1
            }
            let active = command.active[position]
            let rules = SecretRule.programs[active.program].rules
            var latest: UInt64 = 0
            for (index, rule) in rules.enumerated() {
                spend(1)
                let bit: UInt64 = 1 << UInt64(index)
                if active.enabled & bit != 0 {
                    let isLatest = rule.subcommand == nil || active.latest & bit != 0
                    let place = rule.subcommand == nil ? active.words : active.wordsBehind
                    if search(rule, word, isOption, isLatest ? place : -1, bytes, of: &command) {
                        return true
                    }
                }
                if rule.isSubcommand(bytes, word) { latest |= bit }
            }
            guard latest != 0 else { continue }
            command.active[position].enabled |= latest
            command.active[position].latest = latest
            command.active[position].wordsBehind = 0
        }
        return false
    }

    /// - Parameter place: The number of plain words so far, including this one; negative if they don't count.
    /// - Returns: Whether the rule applies to the word.
    private mutating func search(
        _ rule: SecretRule, _ word: Range<Int>, _ isOption: Bool, _ place: Int,
        _ bytes: Span<UInt8>,
        of command: inout Command
    ) -> Bool {
        switch rule.place {
        case .plain(let number):
            return !isOption && number == place && !Self.isAssignment(bytes, word)
                && note(word, rule.part, bytes)
        case .anyPlain: return !isOption && note(word, rule.part, bytes)
        case .named:
            guard !isOption else { return false }
            for index in word where bytes[index] == UInt8(ascii: "=") || Self.isSpace(bytes[index])
            { return false }
            spend(2 * word.count)
            switch policy.kind(ofName: bytes.extracting(word)) {
            case .ordinary: return false
            case let kind: command.expected = .named(kind)
            }
            return false
        case .harmless: return isOption && isOptionWord(rule, word, bytes)
        case .skipped:
            guard isOption, Self.areEqual(bytes, word, rule.option) else { return false }
            command.expected = .otherValue
            return true
        case .last:
            if isOption, Self.isCluster(bytes, word, with: rule.option[1]) {
                command.endsInSecret = true
            }
            return false
        case .piped:
            if !rule.option.isEmpty,
                isOptionWord(rule, word, bytes) || Self.isCluster(bytes, word, ofShort: rule.option)
            {
                readSecret(&command, bytes)
            }
            return false
        case .attached:
            guard Self.starts(bytes, word, with: rule.option), word.count > rule.option.count else {
                return false
            }
            return note(word.dropFirst(rule.option.count), rule.part, bytes)
        case .next:
            guard Self.areEqual(bytes, word, rule.option) else { return false }
            command.expected = .value(rule.part)
            return true
        case .long:
            guard Self.starts(bytes, word, with: rule.option) else { return false }
            if word.count == rule.option.count {
                command.expected = .value(rule.part)
                return true
            }
            guard bytes[word.lowerBound + rule.option.count] == UInt8(ascii: "=") else {
                return false
            }
            return note(word.dropFirst(rule.option.count + 1), rule.part, bytes)
        case .either:
            if Self.starts(bytes, word, with: rule.option) {
                if word.count > rule.option.count, !isName(ofPassword: bytes, word) {
                    return note(word.dropFirst(rule.option.count), rule.part, bytes)
                }
            } else if word.contains(where: { Self.isDigit(bytes[$0]) })
                || !Self.isCluster(bytes, word, ofShort: rule.option)
                || bytes[word.upperBound - 1] != rule.option[1]
            {
                return false
            }
            command.expected = .value(rule.part)
            return true
        }
    }

    /// `-password X`, as opposed to `-p` with the value `assword`.
    private func isName(ofPassword bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        guard word.count <= 10, SecretName.kind(of: bytes.extracting(word.dropFirst())) >= .secret
        else { return false }
        for index in word.dropFirst() where !Self.isLetter(bytes[index]) { return false }
        return true
    }

    /// Whether the word is the rule's option, alone or with a value after `=`.
    private func isOptionWord(_ rule: SecretRule, _ word: Range<Int>, _ bytes: Span<UInt8>) -> Bool
    {
        guard Self.starts(bytes, word, with: rule.option) else { return false }
        return word.count == rule.option.count
            || bytes[word.lowerBound + rule.option.count] == UInt8(ascii: "=")
    }

    /// Marks the secret part of an option's value.
    ///
    /// - Returns: Whether there is one.
    mutating func note(_ value: Range<Int>, _ part: SecretRule.Part, _ bytes: Span<UInt8>) -> Bool {
        guard !value.isEmpty else { return false }
        spend(2 * value.count)
        let isLikely = if case .likelyAfter = part { true } else { false }
        var secret = value
        switch part {
        case .all: break
        case .random: guard SecretValue.looksRandom(bytes, value) else { return false }
        case .likely: guard SecretValue.looksLikely(bytes, value) else { return false }
        case .after(let separator):
            if let place = value.first(where: { bytes[$0] == separator }) {
                secret = (place + 1)..<value.upperBound
            } else if value.count < 20 || !SecretValue.looksRandom(bytes, value) {
                // A value without the separator is secret only if it looks like a token.
                return false
            }
        case .randomAfter(let separator), .likelyAfter(let separator):
            guard let place = value.first(where: { bytes[$0] == separator }) else { return false }
            let rest = (place + 1)..<value.upperBound
            guard
                SecretValue.looksRandom(bytes, rest)
                    || isLikely && SecretValue.looksLikely(bytes, rest)
            else { return false }
            secret = (place + 1)..<value.upperBound
            if let end = secret.last(where: { bytes[$0] == UInt8(ascii: "@") }) {
                secret = secret.lowerBound..<end
            }
        case .between(let separator, let ending):
            guard let place = value.first(where: { bytes[$0] == separator }),
                place > value.lowerBound,
                bytes[value.lowerBound] != UInt8(ascii: "."),
                bytes[value.lowerBound] != UInt8(ascii: "@")
            else { return false }
            secret = (place + 1)..<value.upperBound
            if let end = secret.last(where: { bytes[$0] == ending }) {
                secret = secret.lowerBound..<end
            } else if separator == UInt8(ascii: ":")
                || secret.contains(where: { bytes[$0] == separator })
            {
                // Another kind of word, such as a path.
                return false
            }
        case .header:
            guard let colon = value.first(where: { bytes[$0] == UInt8(ascii: ":") }) else {
                return false
            }
            var text = Text(start: value.lowerBound, limit: value.upperBound, kind: .argument)
            return search(header: bytes, at: colon, in: &text) > colon + 1
        }
        guard !secret.isEmpty, case .hide = SecretValue.verdict(bytes, secret, .secret) else {
            return false
        }
        note(secret)
        return true
    }

    /// `username=me`, which is not a secret despite its position.
    private static func isAssignment(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        var index = word.lowerBound
        while index < word.upperBound, isLetter(bytes[index]) || bytes[index] == UInt8(ascii: "_") {
            index += 1
        }
        return index > word.lowerBound && index + 1 < word.upperBound
            && bytes[index] == UInt8(ascii: "=")
    }

    static func areEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: [UInt8]) -> Bool {
        range.count == text.count && starts(bytes, range, with: text)
    }

    static func starts(_ bytes: Span<UInt8>, _ range: Range<Int>, with text: [UInt8]) -> Bool {
        guard range.count >= text.count else { return false }
        for index in text.indices where bytes[range.lowerBound + index] != text[index] {
            return false
        }
        return true
    }

    /// Whether the option has one letter and the word contains it: `-sSu`.
    private static func isCluster(_ bytes: Span<UInt8>, _ word: Range<Int>, ofShort option: [UInt8])
        -> Bool
    {
        option.count == 2 && option[0] == UInt8(ascii: "-")
            && isCluster(bytes, word, with: option[1])
    }

    /// `-sSu`: several one-letter options in one word.
    private static func isCluster(_ bytes: Span<UInt8>, _ range: Range<Int>, with letter: UInt8)
        -> Bool
    {
        guard range.count >= 2, range.count <= 16, bytes[range.lowerBound] == UInt8(ascii: "-")
        else { return false }
        var hasLetter = false
        for index in range.dropFirst() {
            guard isLetter(bytes[index]) || isDigit(bytes[index]) else { return false }
            if bytes[index] == letter { hasLetter = true }
        }
        return hasLetter
    }
}
