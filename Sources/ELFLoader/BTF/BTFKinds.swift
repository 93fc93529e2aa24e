/// A set of kinds, to say which types a lookup by name is after.
public struct BTFKinds: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public init(_ kind: BTFKind) {
        self.init(rawValue: 1 << UInt32(kind.rawValue))
    }

    public static var all: BTFKinds { BTFKinds(rawValue: .max) }
    public static var composites: BTFKinds { [BTFKinds(.structure), BTFKinds(.union)] }
    public static var enumerations: BTFKinds { [BTFKinds(.enumeration), BTFKinds(.enumeration64)] }
    public static var functions: BTFKinds { BTFKinds(.function) }
    public static var variables: BTFKinds { BTFKinds(.variable) }
    public static var dataSections: BTFKinds { BTFKinds(.dataSection) }

    public func contains(_ kind: BTFKind) -> Bool {
        contains(BTFKinds(kind))
    }
}
