/// An instruction that the loader changes, or looked at and left as it is.
public struct InstructionPatch: Sendable, Equatable {
    /// Index in the instructions of what was patched: a function, or a program.
    public package(set) var instruction: Int
    public let before: Instruction
    /// The same as `before` if the target's layout is the local one's in this.
    public package(set) var after: Instruction
    /// What was asked and what the answer is:
    /// `byte_off of struct task_struct.tgid: 8 -> 2468 (struct task_struct.tgid [168])`.
    public let reason: String

    package init(instruction: Int, before: Instruction, after: Instruction, reason: String) {
        self.instruction = instruction
        self.before = before
        self.after = after
        self.reason = reason
    }
}
