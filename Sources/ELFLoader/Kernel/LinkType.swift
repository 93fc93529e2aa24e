/// The values of `enum bpf_attach_type` that link creation distinguishes.
enum LinkType {
    /// BPF_TRACE_ITER
    static var iterator: UInt32 { 28 }
    /// BPF_XDP
    static var xdp: UInt32 { 37 }
    /// BPF_PERF_EVENT
    static var perfEvent: UInt32 { 41 }
    /// BPF_STRUCT_OPS
    static var structOps: UInt32 { 44 }
    /// BPF_NETFILTER
    static var netfilter: UInt32 { 45 }
    /// BPF_TRACE_KPROBE_SESSION
    static var kprobeSession: UInt32 { 56 }
    /// BPF_TRACE_UPROBE_SESSION
    static var uprobeSession: UInt32 { 57 }
}
