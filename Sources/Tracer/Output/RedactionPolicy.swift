/// What is hidden before anything is shown.
public struct RedactionPolicy: Sendable {
    /// Names that usually hold secrets, passwords in URLs, and arguments of well-known clients.
    public var usesDefaults: Bool
    /// More names, as patterns.
    private(set) var patterns: [NamePattern] = []

    /// Hides what is usually secret.
    public static var standard: RedactionPolicy { RedactionPolicy(usesDefaults: true) }
    /// Shows everything.
    public static var none: RedactionPolicy { RedactionPolicy(usesDefaults: false) }

    private init(usesDefaults: Bool) {
        self.usesDefaults = usesDefaults
    }

    /// Hides values by name, too: `*` stands for any bytes, `?` for one; case doesn't matter.
    public mutating func addNames(like pattern: String) {
        patterns.append(NamePattern(pattern.utf8))
    }

    public var hidesNothing: Bool { !usesDefaults && patterns.isEmpty }

    /// What the name of a value says about it.
    ///
    /// - Parameter isVariable: Whether it is the name of an environment variable.
    func kind(ofName name: Span<UInt8>, isVariable: Bool = false) -> SecretName.Kind {
        for pattern in patterns where pattern.matches(name) { return .chosen }
        return usesDefaults ? SecretName.kind(of: name, isVariable: isVariable) : .ordinary
    }
}
