package import SwiftletBTF

/// The answer to a relocation: what the instruction holds, and what it is to hold on the target.
package struct COREResolution: Sendable, Equatable {
    package let kind: COREKind
    /// What the local types make of it, which clang has put into the instruction.
    package let original: UInt64
    /// What the target makes of it; nil if the target has no such thing and the instruction is to be
    /// replaced by one that cannot run.
    package let value: UInt64?
    /// The type of the target that the answer comes from; nil if there is none.
    package let target: BTFTypeID?
    /// What is asked for, in local terms: `struct task_struct.tgid`.
    package let path: String
    /// The same in the target's terms.
    package let targetPath: String?

    /// Whether the instruction must hold `original`.
    let validates: Bool
    /// `original` and `value` for an instruction that holds a named value of 32 bits without its sign
    /// extended, as clang writes it for unsigned enumerations.
    let zeroExtended: ZeroExtended?
    /// Of a whole field whose offset is asked for, in bytes.
    let originalSize: Int
    let size: Int
    /// Whether a load or store of the one size may become one of the other.
    let canResize: Bool

    /// - Parameter value: nil if nothing in the target matches.
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

    /// Whether the instruction is to be replaced by one that cannot run.
    package var isPoisoned: Bool { value == nil }
}

extension COREKind {
    /// Whether the answer is 0 if the target has no such thing.
    var isDefinedForMissing: Bool {
        isType || self == .fieldExists || self == .enumeratorExists
    }
}
