/// The type of a program and its attach point.
package struct ProgramKind: Sendable, Equatable {
    package var type: ProgramType
    /// The attach type passed to the kernel at load; `.none` if the program type has none.
    package var expectedAttachType: AttachType
    /// The attach method and target.
    package var hook: Hook
    /// BPF_F_SLEEPABLE and other load flags.
    package var flags: UInt32

    /// BPF_F_SLEEPABLE: may fault and sleep, in hooks that allow it (Linux 5.10; uprobes since 6.0).
    package static var sleepable: UInt32 { 1 << 4 }
    /// BPF_F_XDP_HAS_FRAGS: accepts packets in several buffers (Linux 5.18).
    package static var fragments: UInt32 { 1 << 5 }
}
