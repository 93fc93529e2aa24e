// Static probes (USDT): places that a program's author marked.
//
//     program or library                           the object's maps
//     .note.stapsdt ── place, semaphore ──────────▶ uprobe (with a reference counter)
//                   └─ "-4@%edi 8@16(%rbp)" ──────▶ __bpf_usdt_specs[number]
//                                          number ─▶ cookie of the uprobe, or
//                                                    __bpf_usdt_ip_to_spec_id[address]
//
// Each place is a nop; a note says where it is, and where the arguments are at that moment. The program,
// compiled with libbpf's usdt.bpf.h, looks its specification up by the number that the uprobe's cookie
// holds (before Linux 5.15: by the instruction's address), and reads the arguments as that says.
//
// Authority: sourceware.org/systemtap/wiki/UserSpaceProbeImplementation for the notes; libbpf's
// usdt.bpf.h for the maps.

/// One place of a static probe. A probe has as many as the compiler made of it.
struct StaticProbe: Sendable, Equatable {
    /// Bytes from the file's beginning.
    let offset: UInt64
    /// Where it is in memory, or from the address that a library is loaded at.
    let address: UInt64
    /// Where the counter of its readers is, in bytes from the file's beginning; 0 if it has none.
    let semaphore: UInt64
    /// As the note has them: `-4@%edi 8@16(%rbp)`.
    let arguments: String
}
