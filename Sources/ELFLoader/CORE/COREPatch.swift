public import SwiftletObject

/// An instruction that a relocation has been applied to.
public struct COREPatch: Sendable, Equatable {
    /// Index in the instructions that were patched.
    public let instruction: Int
    public let before: Instruction
    /// The same as `before` if the target's layout is the local one's in this.
    public let after: Instruction
    /// What was asked, and what the target's answer is:
    /// `byte_off of struct task_struct.tgid: 8 -> 2468 (struct task_struct.tgid [168])`.
    public let reason: String
}
