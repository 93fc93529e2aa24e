/// The type of a program and what it attaches to.
public struct ProgramKind: Sendable, Equatable {
    public var type: ProgramType
    /// What the kernel is told at load; `.none` where the type has none.
    public var expectedAttachType: AttachType
    /// How it attaches, and to what.
    public var hook: Hook
    /// BPF_F_SLEEPABLE and the like.
    package var flags: UInt32

    /// BPF_F_SLEEPABLE: may fault and wait, in hooks that allow it; Linux 5.10, of uprobes 6.0.
    package static var sleepable: UInt32 { 1 << 4 }
    /// BPF_F_XDP_HAS_FRAGS: takes packets of several buffers; Linux 5.18.
    package static var fragments: UInt32 { 1 << 5 }
}
