/// How a program takes a secret as an argument.
///
/// Some secrets are found for any program and need no rule: options whose name says what they take
/// (`--password X`, `--token=X`, `-DPASSWORD=X`), assignments, headers, passwords in URLs, and tokens
/// recognized by their form.
///
/// A rule looks as in a manual page, with `S` for the secret and `*` for anything before it:
///
///     -p S            in the next word
///     -pS             in the same word; also with another prefix: /p:S pass:S
///     -p?S            in either; -p may be the last of several letters: -sSp S
///     -u?*:S          after the first colon of that value
///     --user *:S      the same for a long option, whose value is in the next word or after a =
///     -H H            a header: only the secrets in it
///     password S      the preceding word is a plain one
///     #2 S            the second plain word
///     #* */S@         any plain word that has a / and, after it, an @, which ends the secret
///     -b $            if the option is present, the last argument
///     -S |            if the option is present, the piped input; "|" alone: always
///     @ S             after any plain word that is a secret's name, the next word
///     -k !            the option takes no secret, whatever its name
///     -m .            the next word belongs to the option and is not a plain word
///     #2 R            only if it looks random; -u *:R the same after a colon
///     login> -p S     only after this word, from which plain words are counted; login*> any such word
struct SecretRule: Sendable {
    enum Place: Sendable {
        case attached, next, either
        /// A long option.
        case long
        case plain(Int)
        case anyPlain
        case last, piped, named, harmless, skipped
    }

    /// The secret part of the value.
    enum Part: Sendable {
        case all
        /// Only if it looks random.
        case random
        case after(UInt8)
        /// After the separator, if it looks random.
        case randomAfter(UInt8)
        /// If it looks like a password, where little else is expected.
        case likely
        case likelyAfter(UInt8)
        /// Between the two separators.
        case between(UInt8, UInt8)
        case header
    }

    /// Including its dashes; empty for plain words.
    private(set) var option: [UInt8] = []
    private(set) var place = Place.next
    private(set) var part = Part.all
    /// The rule applies only after this word: `docker login -p`, but not `docker run -p`.
    private(set) var subcommand: [UInt8]?

    init(_ text: String) {
        var rest = Array(text.utf8)
        if let mark = rest.firstIndex(of: UInt8(ascii: ">")), mark + 1 < rest.count,
            rest[mark + 1] == 0x20
        {
            subcommand = Array(rest[..<mark])
            rest.removeFirst(mark + 2)
        }
        let words = rest.split(separator: 0x20).map { Array($0) }
        if words.count == 1 {
            parse(word: words[0])
        } else if words.count == 2 {
            parse(option: words[0], value: words[1])
        }
    }

    /// `-pS`, `-p?S`, `-u?*:S`, `|`
    private mutating func parse(word: [UInt8]) {
        if word == [UInt8(ascii: "|")] {
            place = .piped
        } else if let mark = word.firstIndex(of: UInt8(ascii: "?")) {
            option = Array(word[..<mark])
            place = .either
            part = Self.part(Array(word[(mark + 1)...]))
        } else {
            option = Array(word.dropLast())
            place = .attached
        }
    }

    private mutating func parse(option name: [UInt8], value: [UInt8]) {
        part = Self.part(value)
        option = name
        switch (name[0], value[0]) {
        case (_, UInt8(ascii: "!")): place = .harmless
        case (_, UInt8(ascii: ".")): place = .skipped
        case (_, UInt8(ascii: "$")): place = .last
        case (_, UInt8(ascii: "|")): place = .piped
        case (UInt8(ascii: "@"), _): place = .named
        case (UInt8(ascii: "#"), _):
            place =
                name[1] == UInt8(ascii: "*") ? .anyPlain : .plain(Int(name[1] - UInt8(ascii: "0")))
            option = []
        case (UInt8(ascii: "-"), _) where name.count > 2 && name[1] == UInt8(ascii: "-"):
            place = .long
        default: place = .next
        }
    }

    private static func part(_ value: [UInt8]) -> Part {
        switch (value.first, value.count) {
        case (UInt8(ascii: "H"), _): .header
        case (UInt8(ascii: "R"), _): .random
        case (UInt8(ascii: "*"), 3):
            value[2] == UInt8(ascii: "R") ? .randomAfter(value[1]) : .after(value[1])
        case (UInt8(ascii: "*"), 4): .between(value[1], value[3])
        default: .all
        }
    }

    /// Whether the word enables the rule.
    func isSubcommand(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        guard let subcommand else { return false }
        if subcommand.last == UInt8(ascii: "*") {
            return SecretFinder.starts(bytes, word, with: Array(subcommand.dropLast()))
        }
        return SecretFinder.areEqual(bytes, word, subcommand)
    }

    static func bytes(_ text: StaticString) -> [UInt8] {
        // SAFETY: the buffer is copied inside the closure that receives it.
        text.withUTF8Buffer { unsafe [UInt8]($0) }
    }
}
