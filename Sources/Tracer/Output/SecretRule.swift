/// How a program takes a secret as an argument.
///
/// What needs no rule, since it is found for any program: options whose names tell what they take
/// (`--password X`, `--token=X`, `-DPASSWORD=X`), assignments, headers, and passwords in URLs.
struct SecretRule: Sendable {
    enum Form {
        /// `-pSECRET`
        case attached
        /// `-p SECRET`
        case next
        /// `-pSECRET`, `-p SECRET`, `--long=SECRET`
        case either
        /// As `either`, but it is `user:SECRET`, with the separator that is given.
        case after(UInt8)
        /// As `either`, but it is a header: `Authorization: SECRET`.
        case header
        /// A word of its own, with the secret behind it: `pass:SECRET`.
        case prefix
        /// If the option is there, the last argument is the secret.
        case last
        /// Any word that is a secret's name has it in the next one: `set aws_secret_access_key SECRET`.
        case named
    }

    /// With its dashes.
    let option: [UInt8]
    let form: Form
    /// Holds only behind this word: `docker login -p`, but not `docker run -p`.
    let subcommand: [UInt8]?

    init(_ option: StaticString, _ form: Form, behind subcommand: StaticString? = nil) {
        self.option = Self.bytes(option)
        self.form = form
        self.subcommand = subcommand.map(Self.bytes)
    }

    static func bytes(_ text: StaticString) -> [UInt8] {
        // SAFETY: the buffer is copied inside the closure that it is handed to.
        text.withUTF8Buffer { unsafe [UInt8]($0) }
    }
}
