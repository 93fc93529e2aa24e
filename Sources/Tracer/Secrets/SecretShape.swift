/// The form of a kind of token, by which it is found under any name.
struct SecretShape: Sendable {
    /// The characters that may follow the prefix.
    enum Alphabet: Sendable {
        /// Letters and digits.
        case plain
        /// Also `_` and `-`.
        case word
        /// Also `.`.
        case dotted
        /// Also `+`, `/`, `=` and `%`: base64, escaped or not.
        case base64
    }

    enum Kind: Sendable {
        /// The entire token is secret.
        case token
        /// The prefix alone is too common: a digit must follow it.
        case tokenWithDigit
        /// A JSON Web Token: it must contain a dot.
        case webToken
        /// An AWS access key: the 40 characters beside it are secret too.
        case accessKey
        /// A Telegram bot token: a number and a colon must precede it.
        case behindNumber
        /// A Discord bot token: three parts, of at least about 25, 6 and 27 bytes.
        case threeParts
        /// `-----BEGIN … PRIVATE KEY-----`, up to its END.
        case privateKey
        /// Only the part after the prefix is secret, up to a blank or a quote.
        case scheme
    }

    let prefix: [UInt8]
    let alphabet: Alphabet
    /// The minimum number of bytes after the prefix.
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

    /// The shapes indexed by their first bytes, to reject most texts after three bytes.
    struct Index: Sendable {
        /// For each first byte, a bit for each second byte modulo 64.
        var seconds = [UInt64](repeating: 0, count: 256)
        /// The same for each third byte.
        var thirds = [UInt64](repeating: 0, count: 256)
        /// For each first byte, the start of its shapes in `shapes`; one more entry for the end.
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
                index.thirds[first] |=
                    shape.prefix.count > 2 ? 1 << UInt64(shape.prefix[2] & 63) : ~0
            }
        }
        index.starts[256] = index.shapes.count
        return index
    }()
}
