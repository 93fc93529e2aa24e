extension SecretName {
    /// The role of the word at `range`.
    static func role(of range: Range<Int>, in name: Span<UInt8>) -> Role {
        var range = range
        while let last = range.last, SecretFinder.isDigit(name[last]) { range.removeLast() }
        if range.isEmpty { return .neutral }
        guard range.count <= longestWord else { return suffixRole(of: range, in: name) }
        var slot = hash(range, in: name) & (slots.count - 1)
        while let entry = slots[slot] {
            if entry.word.count == range.count, ends(range, in: name, with: entry.word) {
                return entry.role
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return suffixRole(of: range, in: name)
    }

    /// The role of words joined without a separator: DBPASSWORD, authtoken.
    private static func suffixRole(of range: Range<Int>, in name: Span<UInt8>) -> Role {
        guard range.count > 2 else { return .unknown }
        let last = endings[Int(name[range.upperBound - 1] & 31)]
        guard last & 1 << UInt32(name[range.upperBound - 2] & 31) != 0 else { return .unknown }
        for suffix in suffixes where ends(range, in: name, with: suffix.word) { return suffix.role }
        return .unknown
    }

    /// - Parameter word: In lower case.
    private static func ends(_ range: Range<Int>, in name: Span<UInt8>, with word: [UInt8]) -> Bool
    {
        guard range.count >= word.count else { return false }
        let start = range.upperBound - word.count
        for index in word.indices where name[start + index] | 0x20 != word[index] { return false }
        return true
    }

    private struct Entry: Sendable {
        let word: [UInt8]
        let role: Role
    }

    /// Whether any three consecutive letters of the name occur in a significant word: this is true of few
    /// names.
    static func hasStem(_ name: Span<UInt8>, from start: Int) -> Bool {
        let count = name.count
        // SAFETY: the buffers are used only inside the closures that receive them; index < count, which is
        // the length of the name, and 15 bits shifted by 6 are below 512, the size of the table.
        let hasStem = unsafe name.withUnsafeBufferPointer { name in
            unsafe stems.withUnsafeBufferPointer { stems in
                var letters: UInt32 = 0
                for index in start..<count {
                    letters = (letters << 5 | UInt32(unsafe name[index]) & 31) & 0x7fff
                    if unsafe stems[Int(letters >> 6)] & 1 << UInt64(letters & 63) != 0 {
                        return true
                    }
                }
                return false
            }
        }
        // PW has only two letters.
        return hasStem || ends(start..<count, in: name, with: pw)
    }

    private static let pw = Array("pw".utf8)
    private static let path = Array("path".utf8)

    /// Whether the name is that of a path. PATH is the most frequent name that contains a significant stem:
    /// PAT.
    static func isPath(_ name: Span<UInt8>) -> Bool {
        ends(0..<name.count, in: name, with: path)
            && (name.count == path.count
                || !SecretFinder.isAlphanumeric(name[name.count - path.count - 1]))
    }

    /// A bit for each combination of three 5-bit letters.
    private static let stems: [UInt64] = {
        var stems = [UInt64](repeating: 0, count: 512)
        // A longer word contributes its rarest three letters, such as those of SESSION rather than of SET.
        let words =
            "oke sec pas pwd key cre aut pat ook sas bea mne jwt otp ses alt hma sig psk epp otl pin ken mdp phr mmu lai ndl rte gra"
        for word in words.split(separator: " ") {
            let letters = word.utf8.prefix(3).reduce(0) { $0 << 5 | Int($1 & 31) }
            stems[letters >> 6] |= 1 << UInt64(letters & 63)
        }
        return stems
    }()

    private static let suffixes: [Entry] = {
        func entries(_ words: String, _ role: Role) -> [Entry] {
            words.split(separator: " ").map { Entry(word: Array($0.utf8), role: role) }
        }
        return entries("askpass", .prompt)
            + entries(
                "compass bypass trespass surpass encompass multipass oldpwd", .ordinaryKind)
            + entries(
                "password passwd passphrase passcode passwort token secret apikey secretkey accesskey privatekey authkey signingkey masterkey credential credentials cookie pass pwd pw secretid",
                .secret)
            + entries("tokens", .plural)
    }()

    /// For each last letter of a suffix, a bit for each letter that precedes it.
    private static let endings: [UInt32] = {
        var endings = [UInt32](repeating: 0, count: 32)
        for suffix in suffixes {
            let letters = suffix.word.suffix(2).map { $0 & 31 }
            endings[Int(letters[1])] |= 1 << UInt32(letters[0])
        }
        return endings
    }()

    private static let longestWord = 16

    /// Open addressing; the size is a power of two, more than twice the number of words.
    private static let slots: [Entry?] = {
        let words: [(Role, String)] = [
            (
                .secret,
                "password passwords passwd passphrase passphrases passcode passwort kennwort token secrets apikey apikeys secretkey accesskey privatekey authkey authtoken authorization credential credentials creds cred cookie cookies pat sas bearer jwt passkey psk mnemonic phrase pin otp totp mdp sshpass pgpass"
            ),
            (.secretItself, "secret"), (.identifier, "id"), (.reporter, "reporter"),
            (.shortPassword, "pwd pass pw"),
            (.plural, "tokens"),
            (.key, "key keys"),
            (
                .doubtful,
                "auth session sess community claim salt hmac signature sig oauth pepper license hash dsn grant"
            ),
            (
                .secretKind,
                "api access private signing sign encryption decryption crypto master account storage shared deploy admin integration write subscription unseal preshared recovery webhook function security hmac aes fernet"
            ),
            (
                .ordinaryKind,
                "primary foreign sort partition cache routing map lookup object group index order shard dedup idempotency config state issue project jira host menu modifier prefix meta compose leader translation feature flag locale message row column bucket any press shortcut hot soft registry event metric tag label resource site hash range composite natural surrogate unique redis dict lock queue gpg pgp recv send"
            ),
            (
                .aspect,
                "address addr bus file files filename path paths dir directory folder url urls uri uris endpoint host hosts hostname port name names arn ids ttl expiry expires expiration exp lifetime duration timeout age type types kind mode format algorithm alg algo length len size count limit limits policy policies version prefix suffix region issuer audience scope scopes store provider providers helper command cmd prompt required interval rotation backend manager service services user username email engine domain header field location socket sock stdin fd jar encoding charset hint label description enabled disabled validity hasher hashers validator validators validators attempts retries retry days hours minutes seconds period refresh template templates budget usage price cost per window server realm program agent method methods strategy class rounds iterations digest fingerprint thumbprint checksum samesite secure httponly httponly ref reference selector binding mount volume namespace spec callback status state author date info"
            ),
            (
                .negation,
                "existing xdg max min maximum minimum num total public publishable pub anonymous anon tokenizer tokenizers tokenized disable disabled expected"
            ),
            (
                .firstNegation,
                "no n use ask allow enable require required skip has is with without show print hide reset"
            ),
            (
                .neutral,
                "prod production dev development staging stage stg test testing qa uat live local primary secondary old new current previous prev next default main base value val var string str data text raw json enc plain backup rw ro read readonly write admin root bot app rotated global shared legacy tmp temp"
            ),
            (.otlp, "otlp"), (.headers, "headers"),
        ]
        var slots = [Entry?](repeating: nil, count: 1024)
        // The first role of a word wins.
        for (role, list) in words {
            for word in list.split(separator: " ") {
                let word = Array(word.utf8)
                var slot = hash(word.indices, in: word.span) & (slots.count - 1)
                while let entry = slots[slot], entry.word != word {
                    slot = (slot + 1) & (slots.count - 1)
                }
                if slots[slot] == nil { slots[slot] = Entry(word: word, role: role) }
            }
        }
        return slots
    }()

    private static func hash(_ range: Range<Int>, in name: Span<UInt8>) -> Int {
        // FNV-1a
        var hash: UInt32 = 0x811c_9dc5
        for index in range { hash = (hash ^ UInt32(name[index] | 0x20)) &* 0x0100_0193 }
        return Int(hash ^ hash >> 15)
    }
}
