extension SecretFinder {
    /// A word of a command, as a place in its bytes.
    struct CommandWord {
        var range: Range<Int>
        /// Whether a command begins here.
        var isHead = false
    }

    /// How often a script in a script is looked into: `sh -c "ssh host 'sudo sh -c …'"`.
    private static var deepest: Int { 4 }

    /// Finds secrets in the words of a command: as texts, by the options of programs, and in scripts.
    ///
    /// A program is looked for in every word that is no option, since it may stand behind another one
    /// (`sudo mysql -pX`, `docker exec db mysql -pX`).
    mutating func search(words: [CommandWord], _ bytes: Span<UInt8>, depth: Int = 0) {
        var rules: [SecretRule] = []
        // Position of the first word of the command.
        var head = 0
        for position in words.indices {
            let word = words[position]
            if word.isHead {
                rules.removeAll()
                head = position
            }
            let isScript = isScript(position, in: words, from: head, bytes)
            let hasBlanks = Self.hasBlanks(bytes, in: word.range)
            if !(isScript && hasBlanks) { search(text: bytes, in: word.range) }
            if hasBlanks, depth < Self.deepest {
                search(script: bytes, in: word.range, depth: depth + 1)
            }
            guard policy.usesDefaults else {
                searchNamedOption(position, words, bytes)
                continue
            }
            let range = depth > 0 ? Self.unquoted(bytes, word.range) : word.range
            guard !range.isEmpty else { continue }
            // -psecret holds its value, whatever the name seems to say.
            let holdsValue = rules.contains { $0.isAttached(to: bytes, range) }
            if bytes[range.lowerBound] == 0x2d, !holdsValue { searchNamedOption(position, words, bytes) }
            for rule in rules { search(rule: rule, position, range, words, from: head, bytes) }
            addRules(ofProgram: bytes, in: range, to: &rules)
        }
    }

    private mutating func search(script bytes: Span<UInt8>, in range: Range<Int>, depth: Int) {
        var inner = Self.unquoted(bytes, range)
        var words = ShellWords(parsing: bytes, in: inner).words
        if words.count == 1, words[0].range == range {
            // One word, so the blanks are in its quotes: NAME="a b", NAME=$(a b).
            guard let quote = inner.first(where: { Self.isQuote(bytes[$0]) || bytes[$0] == 0x28 })
            else { return }
            inner = (quote + 1)..<inner.upperBound
            words = ShellWords(parsing: bytes, in: inner).words
        }
        search(
            words: words.map { CommandWord(range: $0.range, isHead: $0.isHead) }, bytes,
            depth: depth)
    }

    /// Whether the word is a shell's script: `sh -c SCRIPT`, `bash -lc SCRIPT`.
    private func isScript(
        _ position: Int, in words: [CommandWord], from head: Int, _ bytes: Span<UInt8>
    ) -> Bool {
        guard position > head + 1 else { return false }
        let option = words[position - 1].range
        guard option.count >= 2, option.count <= 8, bytes[option.lowerBound] == 0x2d,
            bytes[option.upperBound - 1] == 0x63
        else { return false }
        for index in option.dropFirst() where !(0x61...0x7a).contains(bytes[index] | 0x20) {
            return false
        }
        for word in words[head..<(position - 1)] {
            let name = Self.programName(bytes, in: word.range)
            if name.count <= 8, Self.shells.contains(Self.copy(bytes, name)) { return true }
        }
        return false
    }

    private static let shells = ["sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "su", "runuser"]
        .map { (name: String) in Array(name.utf8) }

    /// The last part of a path.
    private static func programName(_ bytes: Span<UInt8>, in range: Range<Int>) -> Range<Int> {
        var start = range.upperBound
        while start > range.lowerBound, bytes[start - 1] != 0x2f { start -= 1 }
        return start..<range.upperBound
    }

    private static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(range.count)
        for index in range { copy.append(bytes[index]) }
        return copy
    }

    /// `--password SECRET`, for whatever program.
    private mutating func searchNamedOption(
        _ position: Int, _ words: [CommandWord], _ bytes: Span<UInt8>
    ) {
        let range = words[position].range
        guard position + 1 < words.count, !words[position + 1].isHead else { return }
        var start = range.lowerBound
        while start < range.upperBound, bytes[start] == 0x2d { start += 1 }
        guard start > range.lowerBound, start < range.upperBound else { return }
        let option = bytes.extracting(start..<range.upperBound)
        for index in option.indices where option[index] == 0x3d || option[index] == 0x3a { return }
        guard policy.hides(name: option), !Self.namesNoSecret(option) else { return }
        let next = words[position + 1].range
        // The option has its value only with =, if at all.
        if next.count > 2, bytes[next.lowerBound] == 0x2d, bytes[next.lowerBound + 1] == 0x2d { return }
        note(next)
    }

    private func addRules(
        ofProgram bytes: Span<UInt8>, in range: Range<Int>, to rules: inout [SecretRule]
    ) {
        let name = Self.programName(bytes, in: range)
        guard let first = name.first, name.count < 32,
            SecretRule.lengthsByFirstByte[Int(bytes[first])] & 1 << UInt32(name.count) != 0,
            let found = SecretRule.byProgram[Self.copy(bytes, name)]
        else { return }
        rules += found
    }

    private static func hasBlanks(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        for index in range where isSpace(bytes[index]) { return true }
        return false
    }

    /// A script's word without the quotes around it, or what begins a group.
    static func unquoted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first {
            if bytes[first] == 0x24, range.count > 1, bytes[first + 1] == 0x27 || bytes[first + 1] == 0x28 {
                range.removeFirst()
            } else if bytes[first] == 0x5c || bytes[first] == 0x7b || bytes[first] == 0x28 {
                range.removeFirst()
            } else if isQuote(bytes[first]) {
                let quote = bytes[first]
                range.removeFirst()
                if let last = range.last, bytes[last] == quote { range.removeLast() }
                if let last = range.last, bytes[last] == 0x5c { range.removeLast() }
            } else {
                break
            }
        }
        return range
    }
}
