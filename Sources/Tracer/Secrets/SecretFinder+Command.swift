extension SecretFinder {
    /// The state of a command while its words are read: what they imply about the next ones.
    struct Command {
        /// A program named in the command, and the position among its words.
        struct Active {
            /// An index into `SecretRule.programs`.
            let program: Int
            /// A bit for each enabled rule: one that needs no preceding word, or whose word was seen.
            var enabled: UInt64
            /// The rules that the last such word enabled.
            var latest: UInt64 = 0
            /// Plain words after the program, and after the last word that enabled a rule.
            var words = 0
            var wordsBehind = 0
        }

        /// What the next word is expected to be.
        enum Expected {
            case anything
            /// The value of an option that has a rule.
            case value(SecretRule.Part)
            /// The value of an option whose name suggests a secret.
            case named(SecretName.Kind)
            case script
            /// The value of an option, neither a secret nor a plain word.
            case otherValue
        }

        /// The programs named last, at most `mostActive`; earlier ones are forgotten.
        var active: [Active] = []
        var expected = Expected.anything
        var hasShell = false
        var hasInterpreter = false
        var hasRemoteShell = false
        /// Whether a user name was given, so that -p takes a password rather than a port.
        var hasUser = false
        /// Whether the last word is secret.
        var endsInSecret = false
        /// Whether the command's piped input is secret.
        var readsSecret = false
        var lastWord: Range<Int>?
        /// Whether it prints its arguments, like `echo`, and the range of these.
        var isWriter = false
        var written: Range<Int>?
        /// What the command before the `|` prints.
        var piped: Range<Int>?

        /// Any word may name a program, since one program can run another (`sudo mysql -pX`,
        /// `docker exec db mysql -pX`).
        static var mostActive: Int { 8 }
    }

    /// The maximum nesting of scripts to search: `sh -c "ssh host 'sudo sh -c …'"`.
    private static var deepest: Int { 4 }

    /// Processes the next word of a command: searches it as text, as an option of a program, and as a script.
    ///
    /// - Parameter depth: The number of enclosing scripts. Words of scripts include their quotes.
    mutating func take(
        word: Range<Int>, _ bytes: Span<UInt8>, of command: inout Command, depth: Int = 0
    ) {
        guard mayGoOn(at: word.lowerBound) else { return }
        spend(2 * word.count + 4)
        let inner = depth > 0 ? Self.unquoted(bytes, word) : word
        let isOption = inner.count > 1 && bytes[inner.lowerBound] == UInt8(ascii: "-")
        let expected = command.expected
        command.expected = .anything
        command.lastWord = word
        if command.isWriter, !(isOption && inner.count <= 3) {
            command.written = (command.written?.lowerBound ?? word.lowerBound)..<word.upperBound
        }
        var isScript = false
        var isValue = false
        switch expected {
        case .anything: break
        case .otherValue: isValue = true
        case .script:
            isScript = !isOption
            if isOption { command.expected = .script }
        // mongosh -p --host db: it asks for the password.
        case .value(.all) where isOption && Self.isLongOption(bytes, inner): break
        case .value(let part):
            if note(inner, part, bytes) {
                // --user AKIA…:secret
                if policy.usesDefaults {
                    _ = search(tokenIn: bytes, at: inner.lowerBound, limit: inner.upperBound)
                }
                return
            }
            switch part {
            case .random, .randomAfter, .likely, .likelyAfter: break
            default: isValue = true
            }
        case .named(let kind):
            if !(isOption && Self.isLongOption(bytes, inner)) {
                if inner.isEmpty { return }
                if case .hide = SecretValue.verdict(bytes, inner, kind) {
                    note(inner)
                    return
                }
                // --auth me:secret
                if kind == .doubtful, note(inner, .likelyAfter(UInt8(ascii: ":")), bytes) { return }
            }
        }
        let hasBlanks = Self.hasBlanks(bytes, in: word)
        isScript = isScript || hasBlanks && command.hasRemoteShell
        if !isScript { search(text: bytes, in: word, as: depth > 0 ? .scriptWord : .argument) }
        if hasBlanks || isScript, depth < Self.deepest {
            search(script: bytes, in: word, depth: depth + 1, isCertain: isScript)
        }
        guard !inner.isEmpty, !isScript, !isValue else { return }
        let isTaken =
            policy.usesDefaults && !command.active.isEmpty
            && searchRules(inner, isOption, bytes, of: &command)
        if isOption {
            if !isTaken { expectNamed(inner, bytes, in: &command) }
            expectScript(inner, bytes, in: &command)
        } else if policy.usesDefaults {
            addProgram(inner, bytes, to: &command)
            if case .anything = command.expected { expectNamed(plain: inner, bytes, in: &command) }
        }
    }

    /// `--host`, but not `--`.
    private static func isLongOption(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        word.count > 2 && bytes[word.lowerBound + 1] == UInt8(ascii: "-")
            && isLetter(bytes[word.lowerBound + 2])
    }

    /// `set DB_PASSWORD SECRET`, `user me password SECRET`, for any program.
    private mutating func expectNamed(
        plain word: Range<Int>, _ bytes: Span<UInt8>, in command: inout Command
    ) {
        guard word.count >= 2, word.count <= 64 else { return }
        // A single word is usually a command (`token list`), unless it means a password.
        var isCompound =
            bytes[word.lowerBound] | 0x20 == UInt8(ascii: "p")
            && bytes[word.lowerBound + 1] | 0x20 != UInt8(ascii: "r")
        for index in word {
            let byte = bytes[index]
            guard
                Self.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
                    || byte == UInt8(ascii: ".")
            else { return }
            if byte == UInt8(ascii: "_") { isCompound = true }
            if index > word.lowerBound, byte & 0x20 == 0, bytes[index - 1] & 0x20 != 0,
                Self.isLetter(byte)
            {
                isCompound = true
            }
        }
        spend(2 * word.count)
        guard isCompound, policy.kind(ofName: bytes.extracting(word)) >= .secret else { return }
        command.expected = .value(.random)
    }

    /// Ends the command.
    mutating func finish(_ command: inout Command) {
        if command.endsInSecret, let last = command.lastWord { note(last) }
    }

    /// - Parameter isCertain: Whether a shell reads it; otherwise it may be plain text.
    mutating func search(
        script bytes: Span<UInt8>, in range: Range<Int>, depth: Int, isCertain: Bool
    ) {
        var inner = Self.unquoted(bytes, range)
        var words = ShellWords(in: inner)
        guard var word = words.next(bytes) else { return }
        if word.range == range, !isCertain {
            // A single word, so the blanks are inside quotes or parentheses: NAME="a b", NAME=$(a b).
            spend(range.count)
            guard
                let quote = inner.first(where: {
                    Self.isQuote(bytes[$0]) || bytes[$0] == UInt8(ascii: "(")
                })
            else { return }
            inner = (quote + 1)..<inner.upperBound
            words = ShellWords(in: inner)
            guard let first = words.next(bytes) else { return }
            word = first
        }
        var command = Command()
        while true {
            switch word.place {
            case .inside: break
            case .hereString:
                if command.readsSecret { note(word.range) }
            case .head, .piped:
                finish(&command)
                let piped: Range<Int>? =
                    if case .piped = word.place { command.written } else { nil }
                command = Command()
                command.piped = piped
            }
            take(word: word.range, bytes, of: &command, depth: depth)
            guard !isExhausted, let next = words.next(bytes) else { break }
            word = next
        }
        finish(&command)
    }

    /// `--password SECRET`, for any program.
    private mutating func expectNamed(
        _ word: Range<Int>, _ bytes: Span<UInt8>, in command: inout Command
    ) {
        var start = word.lowerBound
        while start < word.upperBound, bytes[start] == UInt8(ascii: "-") { start += 1 }
        guard word.upperBound - start > 1 else {
            if policy.usesDefaults { expectUser(word, bytes, in: &command) }
            return
        }
        for index in start..<word.upperBound
        where bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: ":")
            || bytes[index] == UInt8(ascii: "$")
        {
            return
        }
        spend(2 * word.count)
        let kind = policy.kind(ofName: bytes.extracting(start..<word.upperBound))
        if case .ordinary = kind {
            if policy.usesDefaults { expectUser(word, bytes, in: &command) }
            return
        }
        command.expected = .named(kind)
    }

    private static let userOptions: [[UInt8]] = [
        "-u", "-U", "--user", "--username", "-username", "-user", "-l", "-D", "-login",
    ]
    .map { (option: String) in Array(option.utf8) }

    /// `-u me -p secret`, `--user me:secret`, for any program.
    private func expectUser(_ word: Range<Int>, _ bytes: Span<UInt8>, in command: inout Command) {
        let isLogin = Self.endsInLogin(bytes, word)
        if isLogin || Self.userOptions.contains(where: { Self.areEqual(bytes, word, $0) }) {
            command.hasUser = true
            command.expected = .value(.likelyAfter(UInt8(ascii: ":")))
        } else if command.hasUser, word.count == 2, "pPwW".utf8.contains(bytes[word.lowerBound + 1])
        {
            command.expected = .value(.likely)
        }
    }

    /// `--rpc-login`
    private static func endsInLogin(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let login = Array("login".utf8)
        return word.count > login.count + 1
            && starts(bytes, (word.upperBound - login.count)..<word.upperBound, with: login)
    }

    /// `sh -c SCRIPT`, `bash -lc SCRIPT`, `python3 -c CODE`
    private func expectScript(_ option: Range<Int>, _ bytes: Span<UInt8>, in command: inout Command)
    {
        guard command.hasShell || command.hasInterpreter, option.count <= 8 else { return }
        for index in option.dropFirst() {
            let letter = bytes[index]
            guard Self.isLetter(letter) else { return }
            if letter == UInt8(ascii: "c") || command.hasInterpreter && "erE".utf8.contains(letter)
            {
                command.expected = .script
            }
        }
    }

    private mutating func addProgram(
        _ word: Range<Int>, _ bytes: Span<UInt8>, to command: inout Command
    ) {
        let name = Self.programName(bytes, in: word)
        guard
            let found = program(named: name, bytes)
                ?? program(named: Self.withoutVersion(bytes, name), bytes)
        else { return }
        let program = SecretRule.programs[found]
        if program.isShell { command.hasShell = true }
        if program.isInterpreter { command.hasInterpreter = true }
        if program.isRemoteShell { command.hasRemoteShell = true }
        if program.isWriter { command.isWriter = true }
        guard !program.rules.isEmpty, !command.active.contains(where: { $0.program == found })
        else { return }
        if command.active.count >= Command.mostActive { command.active.removeFirst() }
        var active = Command.Active(program: found, enabled: 0)
        for (position, rule) in program.rules.enumerated() where rule.subcommand == nil {
            active.enabled |= 1 << UInt64(position)
        }
        command.active.append(active)
        spend(program.rules.count)
        for rule in program.rules where rule.option.isEmpty && rule.subcommand == nil {
            if case .piped = rule.place { readSecret(&command, bytes) }
        }
    }

    /// Marks the piped input of the command as secret.
    mutating func readSecret(_ command: inout Command, _ bytes: Span<UInt8>) {
        command.readsSecret = true
        guard let piped = command.piped else { return }
        command.piped = nil
        spend(2 * piped.count)
        if case .hide = SecretValue.verdict(bytes, piped, .secret) { note(piped) }
    }

    private mutating func program(named name: Range<Int>, _ bytes: Span<UInt8>) -> Int? {
        guard let first = name.first, name.count < 32,
            SecretRule.lengthsByFirstByte[Int(bytes[first])] & 1 << UInt32(name.count) != 0
        else { return nil }
        let programs = SecretRule.programs
        var low = 0
        var high = programs.count
        while low < high {
            let middle = (low + high) / 2
            spend(1)
            switch Self.compare(programs[middle].name, bytes, name) {
            case 0: return middle
            case ..<0: low = middle + 1
            default: high = middle
            }
        }
        return nil
    }

    /// Negative if `text` orders first.
    private static func compare(_ text: [UInt8], _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        for index in 0..<min(text.count, range.count)
        where text[index] != bytes[range.lowerBound + index] {
            return Int(text[index]) - Int(bytes[range.lowerBound + index])
        }
        return text.count - range.count
    }

    /// The last component of a path without its extension: `/usr/bin/curl`, `psexec.py`, `curl.exe`.
    private static func programName(_ bytes: Span<UInt8>, in range: Range<Int>) -> Range<Int> {
        var start = range.upperBound
        // ProxyCommand=sshpass
        while start > range.lowerBound, bytes[start - 1] != UInt8(ascii: "/"),
            bytes[start - 1] != UInt8(ascii: "=")
        { start -= 1 }
        let name = start..<range.upperBound
        for ending in endings where name.count > ending.count {
            if starts(bytes, (name.upperBound - ending.count)..<name.upperBound, with: ending) {
                return name.dropLast(ending.count)
            }
        }
        return name
    }

    /// `python` in `python3.12`
    private static func withoutVersion(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Range<Int> {
        var name = name
        while name.count > 1, let last = name.last,
            isDigit(bytes[last]) || bytes[last] == UInt8(ascii: ".")
        {
            name.removeLast()
        }
        return name
    }

    private static let endings: [[UInt8]] = [
        Array(".exe".utf8), Array(".py".utf8), Array(".sh".utf8),
    ]

    private static func hasBlanks(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        for index in range where isSpace(bytes[index]) { return true }
        return false
    }

    /// A script's word without its quotes or opening group characters.
    static func unquoted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first {
            if bytes[first] == UInt8(ascii: "$"), range.count > 1,
                bytes[first + 1] == UInt8(ascii: "'") || bytes[first + 1] == UInt8(ascii: "(")
            {
                range.removeFirst()
            } else if bytes[first] == UInt8(ascii: "\\") || bytes[first] == UInt8(ascii: "{")
                || bytes[first] == UInt8(ascii: "(")
            {
                range.removeFirst()
            } else if isQuote(bytes[first]) {
                let quote = bytes[first]
                range.removeFirst()
                if let last = range.last, bytes[last] == quote { range.removeLast() }
                if let last = range.last, bytes[last] == UInt8(ascii: "\\") { range.removeLast() }
            } else {
                break
            }
        }
        return range
    }
}
