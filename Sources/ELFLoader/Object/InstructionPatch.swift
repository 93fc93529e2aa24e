/// An instruction that the loader changed, or checked and left unchanged.
public struct InstructionPatch: Sendable, Equatable {
    /// The index in the instructions of the patched function or program.
    public package(set) var instruction: Int
    public let before: Instruction
    /// The same as `before` if the target layout matches the local one here.
    public package(set) var after: Instruction
    /// The query and its result:
    /// `byte_off of struct task_struct.tgid: 8 -> 2468 (struct task_struct.tgid [168])`.
    public let reason: String

    package init(instruction: Int, before: Instruction, after: Instruction, reason: String) {
        self.instruction = instruction
        self.before = before
        self.after = after
        self.reason = reason
    }
}
