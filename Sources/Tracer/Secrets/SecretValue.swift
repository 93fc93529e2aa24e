/// Decides from a value's bytes alone whether it can be a secret.
enum SecretValue {
    enum Verdict {
        /// Hide all of it.
        case hide
        /// Nothing in it is secret.
        case show
        /// Not secret as a whole, but it may contain secrets.
        case lookInside
    }

    /// Whether a URL or an object begins here, which is searched for individual secrets.
    static func isStructure(_ bytes: Span<UInt8>, at start: Int, limit: Int) -> Bool {
        var start = start
        if start < limit, bytes[start] == UInt8(ascii: "\\") { start += 1 }
        if start < limit, SecretFinder.isQuote(bytes[start]) { start += 1 }
        guard start < limit else { return false }
        return bytes[start] == UInt8(ascii: "[") || bytes[start] == UInt8(ascii: "{")
            || isURL(bytes, start..<limit)
    }

    /// - Parameters:
    ///   - range: Not empty; the value may be quoted.
    ///   - name: What the name implies.
    static func verdict(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: SecretName.Kind)
        -> Verdict
    {
        switch name {
        case .chosen: return .hide
        case .ordinary: return .lookInside
        default: break
        }
        let value = withoutScheme(bytes, withoutQuotes(bytes, range))
        if value.isEmpty || isWord(bytes, value) || isReference(bytes, value) { return .show }
        if isPath(bytes, value) { return .show }
        switch name {
        case .plural: return isNumber(bytes, value) ? .show : .hide
        case .doubtful:
            return looksRandom(bytes, value) && !isImage(bytes, value) ? .hide : .lookInside
        case .secretItself
        where isLowerCase(bytes, value) && SecretName.kind(of: bytes.extracting(value)) >= .secret:
            return .show
        default: return isName(ofSecret: bytes, value) ? .show : .hide
        }
    }

    /// A container image: `acme/auth:1f0c2d`, `r.acme.com/auth@sha256:…`
    private static func isImage(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard let slash = value.last(where: { bytes[$0] == UInt8(ascii: "/") }) else {
            return false
        }
        return value[slash...].contains {
            bytes[$0] == UInt8(ascii: ":") || bytes[$0] == UInt8(ascii: "@")
        }
    }

    private static func withoutQuotes(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var range = range
        if let first = range.first, bytes[first] == UInt8(ascii: "\\"), range.count > 1 {
            range.removeFirst()
        }
        if let first = range.first, SecretFinder.isQuote(bytes[first]) {
            range.removeFirst()
            if let last = range.last, bytes[last] == bytes[first] { range.removeLast() }
            if let last = range.last, bytes[last] == UInt8(ascii: "\\") { range.removeLast() }
        }
        return range
    }

    private static let httpSchemes: [[UInt8]] = ["bearer ", "basic ", "token ", "apikey "].map {
        Array($0.utf8)
    }

    /// The part after `Bearer` and similar schemes.
    private static func withoutScheme(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        for scheme in httpSchemes
        where range.count >= scheme.count && starts(bytes, range, with: scheme) {
            return range.dropFirst(scheme.count)
        }
        return range
    }

    /// In lower case, and at most `longestWord` bytes long.
    private static let words: [[UInt8]] =
        "true false yes no on off none null nil undefined 0 1 y n t f enabled disabled required optional always never auto default prompt stdin stdout ask - * ** *** **** ***** ****** ******* ******** ... oauth2 md5 x509 hs256 hs512 rs256 rs512 es256 sha1 sha256 sha512 ed25519 argon2 argon2id pbkdf2 base64 basic bearer unset empty"
        .split(separator: " ").map { Array($0.utf8) }
    private static let longestWord = 11

    private static func isWord(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count <= longestWord else { return false }
        for word in words where word.count == value.count && starts(bytes, value, with: word) {
            return true
        }
        return false
    }

    /// - Parameter word: In lower case.
    private static func starts(_ bytes: Span<UInt8>, _ value: Range<Int>, with word: [UInt8])
        -> Bool
    {
        guard value.count >= word.count else { return false }
        for index in word.indices {
            let byte = bytes[value.lowerBound + index]
            let folded = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
            if folded != word[index] { return false }
        }
        return true
    }

    private static let references: [[UInt8]] =
        "${{ {{ {% <% <your- <my- <secret arn: @microsoft.keyvault vault: op:// ref+ env: ssm: file: secretref: aws-sm:// gcp-sm:// sm:// akeyless: bao: keyring: awskms: gcpkms: azurekms: kms: fifo: @/ @./ id= name= type= source="
        .split(separator: " ").map { Array($0.utf8) }

    /// Whether it refers to a secret elsewhere: `$TOKEN`, `${TOKEN}`, `arn:…`, `op://vault/item`.
    static func isReference(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        for reference in references where starts(bytes, value, with: reference) { return true }
        let first = bytes[value.lowerBound]
        let last = bytes[value.upperBound - 1]
        guard value.count > 2 || first == UInt8(ascii: "$") && value.count > 1 else { return false }
        var name = value.dropFirst()
        switch first {
        case UInt8(ascii: "$"):
            if bytes[name.lowerBound] == UInt8(ascii: "{"), last == UInt8(ascii: "}") {
                name = name.dropFirst().dropLast()
                if let mark = name.first, bytes[mark] == UInt8(ascii: "!") {
                    name = name.dropFirst()
                }
            }
        case UInt8(ascii: "%") where last == UInt8(ascii: "%"): name = name.dropLast()
        case UInt8(ascii: "<") where last == UInt8(ascii: ">"): name = name.dropLast()
        default: return false
        }
        for index in name {
            guard
                SecretFinder.isAlphanumeric(bytes[index]) || bytes[index] == UInt8(ascii: "_")
                    || bytes[index] == UInt8(ascii: "-")
            else { return false }
        }
        return !name.isEmpty
    }

    private static let folders: [[UInt8]] =
        "/etc/ /run/ /var/ /usr/ /opt/ /home/ /root/ /tmp/ /mnt/ /srv/ /dev/ /proc/ /sys/ /secrets/ /vault/ /app/ /data/ /workspace/ /builds/ /github/ /bin/ /lib/ /sbin/ /media/ /boot/ /snap/ /nix/ /config/ /certs/ /cert/ /keys/ /credentials/ /kaniko/ /users/ /src/ /cache/ /private/ /ssl/ /tls/ /conf/ /jenkins/ /docker/ /volumes/ /bitnami/ /code/ /project/ /repo/ ./ ../ ~/ $home/ ${home}/ $pwd/ \\\\"
        .split(separator: " ").map { Array($0.utf8) }

    /// Whether it is a file path: below a well-known directory, or without both capitals and digits.
    private static func isPath(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        let first = bytes[value.lowerBound]
        guard
            first == UInt8(ascii: "/") || first == UInt8(ascii: ".") || first == UInt8(ascii: "~")
                || first == UInt8(ascii: "$")
                || first == UInt8(ascii: "\\")
                || value.count > 2 && bytes[value.lowerBound + 1] == UInt8(ascii: ":")
                    && bytes[value.lowerBound + 2] == UInt8(ascii: "\\")
        else { return isFileName(bytes, value) }
        var hasFolder =
            bytes[value.lowerBound] != UInt8(ascii: "/") && value.count > 2
            && bytes[value.lowerBound + 1] == UInt8(ascii: ":")
        let second = value.count > 1 ? bytes[value.lowerBound + 1] | 0x20 : 0
        for folder in folders where !hasFolder && folder[1] | 0x20 == second {
            hasFolder = starts(bytes, value, with: folder)
        }
        if !hasFolder, first != UInt8(ascii: "/") { return false }
        // The directory is unknown: base64 has capitals and digits, but a path rarely has both.
        var hasCapital = false
        var hasDigit = false
        for index in value {
            switch bytes[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasCapital = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "$"), UInt8(ascii: "{"),
                UInt8(ascii: "}"),
                UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: "%"),
                UInt8(ascii: "+"):
                break
            default: return false
            }
        }
        return hasFolder || !(hasCapital && hasDigit)
    }

    private static let extensions: [[UInt8]] =
        ".pem .key .crt .cer .json .yaml .yml .txt .env .p12 .pfx .jks .toml .ini .conf .cfg .gpg .asc .pub .properties .xml .kdbx .db .sh .py .js .go .rb .c .h .o .java .md .html .php .sql .keystore .der .netrc .pgpass"
        .split(separator: " ").map { Array($0.utf8) }

    /// `server.pem`, `certs/server.key`
    private static func isFileName(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count < 256 else { return false }
        for ending in extensions
        where value.count > ending.count
            && starts(bytes, (value.upperBound - ending.count)..<value.upperBound, with: ending)
        {
            for index in value {
                let byte = bytes[index]
                guard SecretFinder.isAlphanumeric(byte) || "/._-~".utf8.contains(byte) else {
                    return false
                }
            }
            return true
        }
        return false
    }

    private static let schemes: [[UInt8]] =
        "http:// https:// unix:// tcp:// ftp:// ws:// wss:// ldap:// ldaps:// ssh:// s3:// gs:// redis:// rediss:// amqp:// amqps:// mongodb:// mongodb+srv:// postgres:// postgresql:// mysql:// git:// spiffe:// pkcs11:"
        .split(separator: " ").map { Array($0.utf8) }

    private static func isURL(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count > 4, schemeLetters & 1 << UInt32(bytes[value.lowerBound] & 31) != 0 else {
            return false
        }
        for scheme in schemes where starts(bytes, value, with: scheme) { return true }
        return false
    }

    /// A bit for each first letter of a scheme.
    private static let schemeLetters: UInt32 = schemes.reduce(0) { $0 | 1 << UInt32($1[0] & 31) }

    private static func isNumber(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        var value = value
        // 8k, 4_096, 1e6
        if let last = value.last, value.count > 1, "kKmMgGsh".utf8.contains(bytes[last]) {
            value.removeLast()
        }
        for index in value
        where !SecretFinder.isDigit(bytes[index]) && !"._,e-:".utf8.contains(bytes[index]) {
            return false
        }
        return true
    }

    /// Lower-case words joined by hyphens: `db-credentials`.
    private static func isLowerCase(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        var hyphens = 0
        for index in value {
            if bytes[index] == UInt8(ascii: "-") {
                hyphens += 1
            } else if !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index]) {
                return false
            }
        }
        return hyphens > 0 && value.count < 64
    }

    /// The name of a secret in a configuration: `my-app/db-password`, `projects/p/secrets/s`, `db-secret`.
    private static func isName(ofSecret bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count < 128 else { return false }
        var separators = 0
        for index in value {
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): break
            case UInt8(ascii: "/"): separators += 1
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): break
            default: return false
            }
        }
        return separators > 0
    }

    /// Whether it looks unlike a name that a person made up: it has digits and capitals within words, or
    /// symbols.
    ///
    /// us-east-1, utf-8, host.example.org:80 and a key's fingerprint don't look random.
    static func looksRandom(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count >= 6, !isNumber(bytes, value), !isFingerprint(bytes, value) else {
            return false
        }
        var signs = 0
        var colons = 0
        var changes = 0
        var digits = 0
        var part = Part()
        for index in value.prefix(512) {
            let byte = bytes[index]
            if byte == 0x20 || byte == 0x09 || byte == 0x0a { return false }
            if SecretFinder.isAlphanumeric(byte) {
                part.take(byte)
                continue
            }
            if part.isRandom { return true }
            changes += part.changes
            digits += part.digits
            part = Part()
            if "!#$^&*+=~?".utf8.contains(byte) { signs += 1 }
            if byte == UInt8(ascii: ":"), index > value.lowerBound, index + 1 < value.upperBound {
                colons += 1
            }
        }
        changes += part.changes
        digits += part.digits
        // A7-b3_Xq: many short parts.
        return part.isRandom || changes >= 4 && digits > 0 && value.count >= 12
            || signs > 0 && value.count >= 8 || colons == 1 && value.count >= 8 && digits > 0
    }

    /// Whether a word looks more like a password than a port, a path or a name: it has a symbol, or letters,
    /// digits and capitals alternate in it.
    static func looksLikely(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count >= 4, !isNumber(bytes, value) else { return false }
        var changes = 0
        var signs = 0
        var previous: UInt8 = 0
        for index in value.prefix(128) {
            let byte = bytes[index]
            if SecretFinder.isSpace(byte) || byte == UInt8(ascii: "/") { return false }
            if "!#$^&*+~?@%".utf8.contains(byte) { signs += 1 }
            if changesClass(previous, byte) { changes += 1 }
            previous = byte
        }
        return signs > 0 || changes >= 2 || changes == 1 && value.count >= 6
    }

    /// Whether a letter is next to a digit, or a capital follows a lower-case letter.
    static func changesClass(_ previous: UInt8, _ byte: UInt8) -> Bool {
        if SecretFinder.isDigit(byte) { return SecretFinder.isLetter(previous) }
        guard SecretFinder.isLetter(byte) else { return false }
        return SecretFinder.isDigit(previous)
            || SecretFinder.isLetter(previous) && previous & 0x20 != 0 && byte & 0x20 == 0
    }

    /// A run of letters and digits.
    private struct Part {
        private var count = 0
        private(set) var digits = 0
        private var letters = 0
        /// How often letters and digits, or lower case and upper case, alternate.
        private(set) var changes = 0
        private var previous: UInt8 = 0

        mutating func take(_ byte: UInt8) {
            count += 1
            if SecretFinder.isDigit(byte) {
                digits += 1
                if SecretFinder.isLetter(previous) { changes += 1 }
            } else {
                letters += 1
                if SecretFinder.isDigit(previous) { changes += 1 }
                // aB: a capital within a word.
                if SecretFinder.isLetter(previous), previous & 0x20 != 0, byte & 0x20 == 0 {
                    changes += 1
                }
            }
            previous = byte
        }

        var isRandom: Bool {
            if letters == 0 { return false }
            if digits == 0 { return count >= 8 && changes >= 3 }
            return count >= 6 && changes >= 2 || count >= 10 && digits >= 2
        }
    }

    /// A GnuPG key fingerprint or ID: 8, 16 or 40 digits.
    private static func isFingerprint(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        guard value.count == 40 || value.count == 16 || value.count == 8 else { return false }
        for index in value {
            guard
                SecretFinder.isDigit(bytes[index])
                    || UInt8(ascii: "A")...UInt8(ascii: "F") ~= bytes[index]
            else { return false }
        }
        return true
    }
}
