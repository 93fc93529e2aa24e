/// What a kind of token looks like, so that it is found under whatever name it is given.
struct SecretShape: Sendable {
    /// What may stand behind the prefix.
    enum Alphabet: Sendable {
        /// Letters and digits.
        case plain
        /// And `_`, `-`.
        case word
        /// And `.`.
        case dotted
        /// And `+`, `/`, `=`, `%`: base64, escaped or not.
        case base64
    }

    enum Kind: Sendable {
        /// All of it is secret.
        case token
        /// The prefix is too ordinary by itself: there must be a digit behind it.
        case tokenWithDigit
        /// A JSON Web Token: there must be a dot.
        case webToken
        /// An access key of AWS: the 40 characters beside it are secret, too.
        case accessKey
        /// There must be a number and a colon in front of it: a bot's token of Telegram.
        case behindNumber
        /// Three parts, of about 25, 6 and 27 or more bytes: a bot's token of Discord.
        case threeParts
        /// `-----BEGIN … PRIVATE KEY-----`, to its END.
        case privateKey
        /// Only what is behind the prefix is secret, up to a blank or a quote.
        case scheme
    }

    let prefix: [UInt8]
    let alphabet: Alphabet
    /// How many bytes stand behind the prefix at least.
    let minimum: Int
    let kind: Kind

    init(_ prefix: String, _ alphabet: Alphabet, _ minimum: Int, _ kind: Kind = .token) {
        self.prefix = Array(prefix.utf8)
        self.alphabet = alphabet
        self.minimum = minimum
        self.kind = kind
    }

    func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        case UInt8(ascii: "_"), UInt8(ascii: "-"): alphabet != .plain
        case UInt8(ascii: "."): alphabet == .dotted
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "%"):
            alphabet == .base64
        default: false
        }
    }

    /// The shapes by their first bytes, to reject most texts after two bytes.
    struct Index: Sendable {
        /// For each first byte a bit for each second one, modulo 64.
        var seconds = [UInt64](repeating: 0, count: 256)
        /// For each first byte where its shapes begin in `shapes`; one more for the end.
        var starts = [Int](repeating: 0, count: 257)
        var shapes: [SecretShape] = []
    }

    static let index: Index = {
        var index = Index()
        for first in 0..<256 {
            index.starts[first] = index.shapes.count
            for shape in table where Int(shape.prefix[0]) == first {
                index.shapes.append(shape)
                index.seconds[first] |= 1 << UInt64(shape.prefix[1] & 63)
            }
        }
        index.starts[256] = index.shapes.count
        return index
    }()
}
