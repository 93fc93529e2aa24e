/// Classifies the name of a variable, an option or a member of an object by what it implies about the value.
///
/// A name is read as words: `GITHUB_TOKEN`, `api-key`, `keyStorePassword`. The last significant word decides:
/// `TOKEN_FILE` holds a file name, `TOKEN_PROD` a token.
enum SecretName {
    enum Kind: UInt8, Comparable {
        /// The value is not secret.
        case ordinary
        /// The value is secret if it looks random: SESSION, CACHE_KEY.
        case doubtful
        /// The value is secret unless it is a number: MAX_TOKENS counts, API_TOKENS doesn't.
        case plural
        /// The value is secret unless it can't be: true, /run/secrets/token.
        case secret
        /// The same, unless the value is the name of a secret: `existingSecret: db-password`.
        case secretItself
        /// The user chose to hide the value, whatever it is.
        case chosen

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// - Parameter isVariable: Whether the name is that of an environment variable: there PWD is not a
    ///   password.
    static func kind(of name: Span<UInt8>, isVariable: Bool = false) -> Kind {
        // Only the end of an overlong name is examined, since it says most.
        let start = name.count > longest ? name.count - longest : 0
        guard hasStem(name, from: start), !isPath(name) else { return .ordinary }
        var reader = WordReader(index: start)
        var judge = Judge(isVariable: isVariable)
        while let word = reader.next(name) { judge.take(role(of: word, in: name)) }
        if case .ordinary = judge.kind, isBundlerHost(name) { return .doubtful }
        // NEO4J_AUTH=user/password
        if isVariable, name.count == neo4jAuth.count,
            SecretFinder.starts(name, 0..<name.count, with: neo4jAuth)
        {
            return .secret
        }
        return judge.kind
    }

    /// Bundler credentials for a host: BUNDLE_GEMS__EXAMPLE__COM.
    private static func isBundlerHost(_ name: Span<UInt8>) -> Bool {
        guard SecretFinder.starts(name, 0..<name.count, with: bundlerPrefix) else { return false }
        for index in 8..<max(name.count, 8)
        where name[index] == UInt8(ascii: "_") && name[index - 1] == UInt8(ascii: "_") {
            return true
        }
        return false
    }

    private static let neo4jAuth = Array("NEO4J_AUTH".utf8)
    private static let bundlerPrefix = Array("BUNDLE_".utf8)

    /// In bytes.
    private static var longest: Int { 128 }

    /// The role of a word in a name.
    enum Role {
        case unknown
        /// Secret by itself: TOKEN.
        case secret
        /// ASKPASS
        case prompt
        /// SECRET; SECRET_ID may be secret too.
        case secretItself
        /// ID
        case identifier
        /// REPORTER, whose ID may be a token.
        case reporter
        /// PWD, PASS: secret, but not as the entire name of a variable.
        case shortPassword
        /// TOKENS
        case plural
        /// KEY: depends on the preceding word.
        case key
        /// Makes the value doubtful if it is last: AUTH, SESSION.
        case doubtful
        /// Before KEY: API, PRIVATE.
        case secretKind
        /// Before KEY: PRIMARY, SORT.
        case ordinaryKind
        /// The value describes the secret: FILE, URL, TTL.
        case aspect
        /// Anywhere in the name, it means that the value is not secret: MAX, PUBLIC.
        case negation
        /// The same, but only as the first word: NO, USE.
        case firstNegation
        /// Without significance: PROD, OLD, a number.
        case neutral
        /// OTLP, and HEADERS after it.
        case otlp, headers
    }

    /// Combines the words of a name, from left to right.
    private struct Judge {
        let isVariable: Bool
        private(set) var kind = Kind.ordinary
        private var count = 0
        private var isNegated = false
        private var hasOTLP = false
        private var before = Role.neutral

        init(isVariable: Bool) { self.isVariable = isVariable }

        mutating func take(_ role: Role) {
            defer {
                before = role
                count += 1
                if isNegated { kind = .ordinary }
            }
            switch role {
            case .secret: kind = .secret
            case .secretItself: kind = .secretItself
            case .identifier:
                switch before {
                case .secretItself, .reporter: kind = .doubtful
                default: kind = .ordinary
                }
            // GIT_ASKPASS is a program; --askpass may take the passphrase.
            case .prompt: kind = isVariable ? .ordinary : .doubtful
            case .shortPassword: if !(isVariable && count == 0) { kind = .secret }
            case .plural: kind = .plural
            case .key:
                switch before {
                case .secretKind, .secret, .secretItself, .shortPassword: kind = .secret
                case .ordinaryKind: kind = .ordinary
                default: kind = .doubtful
                }
            case .doubtful: if case .ordinary = kind { kind = .doubtful }
            case .aspect: kind = .ordinary
            case .negation: isNegated = true
            case .firstNegation where count == 0: isNegated = true
            case .otlp: hasOTLP = true
            case .headers: kind = hasOTLP ? .secret : .ordinary
            case .neutral: break
            case .reporter: kind = .ordinary
            case .unknown, .secretKind, .ordinaryKind, .firstNegation:
                // OP_SESSION_work: a name follows the significant word.
                switch kind {
                case .secret, .secretItself, .plural: kind = .doubtful
                default: break
                }
            }
        }
    }

    /// Splits a name into words: at separators, and where upper case follows lower case.
    struct WordReader {
        var index: Int

        mutating func next(_ name: Span<UInt8>) -> Range<Int>? {
            while index < name.count, !SecretFinder.isAlphanumeric(name[index]) { index += 1 }
            guard index < name.count else { return nil }
            let start = index
            index += 1
            while index < name.count, SecretFinder.isAlphanumeric(name[index]) {
                if isCapital(name[index]), isSmall(name[index - 1]) { break }
                // APIKey: the K begins a word.
                if isCapital(name[index]), index + 1 < name.count, isSmall(name[index + 1]) {
                    break
                }
                index += 1
            }
            return start..<index
        }

        private func isCapital(_ byte: UInt8) -> Bool {
            UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        }
        private func isSmall(_ byte: UInt8) -> Bool {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        }
    }
}
