/// What is redacted before any output.
public struct RedactionPolicy: Sendable {
    /// Names that usually hold secrets, passwords in URLs, and arguments of well-known clients.
    public var usesDefaults: Bool
    /// Additional names, as patterns.
    private(set) var patterns: [NamePattern] = []

    /// Redacts what is usually secret.
    public static var standard: RedactionPolicy { RedactionPolicy(usesDefaults: true) }
    /// Redacts nothing.
    public static var none: RedactionPolicy { RedactionPolicy(usesDefaults: false) }

    private init(usesDefaults: Bool) {
        self.usesDefaults = usesDefaults
    }

    /// Also redacts values by name: `*` matches any bytes, `?` matches one; case is ignored.
    public mutating func addNames(like pattern: String) {
        patterns.append(NamePattern(pattern.utf8))
    }

    /// The same for a pattern that may not be UTF-8.
    public mutating func addNames(like pattern: [UInt8]) {
        patterns.append(NamePattern(pattern))
    }

    public var hidesNothing: Bool { !usesDefaults && patterns.isEmpty }

    /// What the name of a value implies about it.
    ///
    /// - Parameter isVariable: Whether the name is that of an environment variable.
    func kind(ofName name: Span<UInt8>, isVariable: Bool = false) -> SecretName.Kind {
        for pattern in patterns where pattern.matches(name) { return .chosen }
        return usesDefaults ? SecretName.kind(of: name, isVariable: isVariable) : .ordinary
    }
}
