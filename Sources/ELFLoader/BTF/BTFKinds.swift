/// A set of kinds, to restrict a lookup by name.
package struct BTFKinds: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package init(_ kind: BTFKind) {
        self.init(rawValue: 1 << UInt32(kind.rawValue))
    }

    package static var all: BTFKinds { BTFKinds(rawValue: .max) }
    package static var composites: BTFKinds { [BTFKinds(.structure), BTFKinds(.union)] }
    package static var enumerations: BTFKinds { [BTFKinds(.enumeration), BTFKinds(.enumeration64)] }
    package static var functions: BTFKinds { BTFKinds(.function) }
    package static var variables: BTFKinds { BTFKinds(.variable) }
    package static var dataSections: BTFKinds { BTFKinds(.dataSection) }

    package func contains(_ kind: BTFKind) -> Bool {
        contains(BTFKinds(kind))
    }
}
