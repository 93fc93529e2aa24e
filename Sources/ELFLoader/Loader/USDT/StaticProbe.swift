// Static probes (USDT): locations that a program's author marked.
//
//     program or library                           the object's maps
//     .note.stapsdt ── place, semaphore ──────────▶ uprobe (with a reference counter)
//                   └─ "-4@%edi 8@16(%rbp)" ──────▶ __bpf_usdt_specs[number]
//                                          number ─▶ cookie of the uprobe, or
//                                                    __bpf_usdt_ip_to_spec_id[address]
//
// Each location is a nop. A note records its address, and where the arguments are at that moment. The BPF
// program, compiled with libbpf's usdt.bpf.h, finds its specification by the number in the attach cookie
// (before Linux 5.15: by the instruction's address) and reads the arguments accordingly.
//
// Authority: sourceware.org/systemtap/wiki/UserSpaceProbeImplementation for the notes; libbpf's
// usdt.bpf.h for the maps.

/// One location of a static probe. Inlining can give a probe several.
struct StaticProbe: Sendable, Equatable {
    /// Offset in the file, in bytes.
    let offset: UInt64
    /// Virtual address in the file: absolute, or relative to the load address of a library.
    let address: UInt64
    /// Offset in the file of the semaphore, which counts the attached tracers; 0 if the probe has none.
    let semaphore: UInt64
    /// The note's argument string: `-4@%edi 8@16(%rbp)`.
    let arguments: String
}
