package import SwiftletBTF

/// The result of a relocation: the value that clang wrote, and the value for the target.
package struct COREResolution: Sendable, Equatable {
    package let kind: COREKind
    /// The value computed from the local types, which clang wrote into the instruction.
    package let original: UInt64
    /// The value computed from the target's types; nil if the target has no counterpart. The
    /// instruction is then replaced by a call of an invalid helper.
    package let value: UInt64?
    /// The type of the target that the value comes from; nil if there is no such type.
    package let target: BTFTypeID?
    /// The path in local terms: `struct task_struct.tgid`.
    package let path: String
    /// The path in the target's terms.
    package let targetPath: String?

    /// Whether `apply` checks that the instruction contains `original`.
    let validates: Bool
    /// The values to use if the instruction contains a 32-bit enumerator without sign extension, as
    /// clang writes it for unsigned enumerations.
    let zeroExtended: ZeroExtended?
    /// The size of the local field in bytes, if the relocation asks for the offset of a field that is
    /// not a bit field; otherwise 0.
    let originalSize: Int
    let size: Int
    /// Whether a load or store of one size may become one of the other size.
    let canResize: Bool

    /// - Parameter value: The value for the target; nil if nothing in the target matches.
    init(
        _ kind: COREKind, path: String, original: COREValue, value: COREValue?,
        target: BTFTypeID?, targetPath: String?, canResize: Bool = true
    ) {
        self.kind = kind
        self.path = path
        self.original = original.value
        self.value = value?.value ?? (kind.isDefinedForMissing ? 0 : nil)
        self.target = target
        self.targetPath = targetPath
        validates = original.isCertain
        if let original = original.zeroExtended, let value = value?.zeroExtended {
            zeroExtended = ZeroExtended(original: original, value: value)
        } else {
            zeroExtended = nil
        }
        originalSize = original.size
        size = value?.size ?? 0
        self.canResize = canResize
    }

    struct ZeroExtended: Sendable, Equatable {
        let original: UInt64
        let value: UInt64
    }

    /// Whether the instruction is replaced by a call of an invalid helper.
    package var isPoisoned: Bool { value == nil }
}

extension COREKind {
    /// Whether the value is 0 if the target has no counterpart.
    var isDefinedForMissing: Bool {
        isType || self == .fieldExists || self == .enumeratorExists
    }
}
