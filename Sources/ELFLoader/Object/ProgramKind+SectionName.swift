extension ProgramKind {
    /// One row of the table: names that begin with `prefix`, and what programs there are.
    private struct Row: Sendable {
        let prefix: String
        let type: ProgramType
        var attachType: UInt32 = 0
        var flags: UInt32 = 0
        var hook: @Sendable (_ rest: String) -> Hook = { _ in .none }
    }

    /// How section names are understood (Documentation/bpf/libbpf/program_types.rst).
    ///
    /// A name is a prefix by itself, or a prefix, `/`, and what the hook takes.
    private static let table: [Row] = [
        Row(prefix: "tracepoint", type: .tracepoint, hook: tracepoint),
        Row(prefix: "tp", type: .tracepoint, hook: tracepoint),
        Row(prefix: "raw_tracepoint", type: .rawTracepoint) { .rawTracepoint(name: $0) },
        Row(prefix: "raw_tp", type: .rawTracepoint) { .rawTracepoint(name: $0) },
        Row(prefix: "raw_tracepoint.w", type: .rawTracepointWritable) { .rawTracepoint(name: $0) },
        Row(prefix: "raw_tp.w", type: .rawTracepointWritable) { .rawTracepoint(name: $0) },
        Row(prefix: "tp_btf", type: .tracing, attachType: traceRawTracepoint) {
            .kernelType(prefix: "btf_trace_", target: $0)
        },
        Row(prefix: "fentry", type: .tracing, attachType: traceFunctionEntry, hook: function),
        Row(prefix: "fexit", type: .tracing, attachType: traceFunctionExit, hook: function),
        Row(prefix: "fmod_ret", type: .tracing, attachType: modifyReturn, hook: function),
        Row(prefix: "socket", type: .socketFilter),
        Row(prefix: "kprobe", type: .kprobe) { .kprobe(function: $0, isReturn: false) },
        Row(prefix: "kretprobe", type: .kprobe) { .kprobe(function: $0, isReturn: true) },
        Row(prefix: "tc", type: .schedulerClassifier),
        Row(prefix: "xdp", type: .xdp, attachType: xdpAttachType),
        Row(prefix: "perf_event", type: .perfEvent),
        // The kernel takes no other (bpf_check).
        Row(prefix: "syscall", type: .syscall, flags: sleepable),
    ]

    /// BPF_F_SLEEPABLE
    private static var sleepable: UInt32 { 1 << 4 }
    /// BPF_TRACE_RAW_TP
    private static var traceRawTracepoint: UInt32 { 23 }
    /// BPF_TRACE_FENTRY
    private static var traceFunctionEntry: UInt32 { 24 }
    /// BPF_TRACE_FEXIT
    private static var traceFunctionExit: UInt32 { 25 }
    /// BPF_MODIFY_RETURN
    private static var modifyReturn: UInt32 { 26 }
    /// BPF_XDP
    private static var xdpAttachType: UInt32 { 37 }

    @Sendable private static func function(_ rest: String) -> Hook {
        .kernelType(prefix: "", target: rest)
    }

    @Sendable private static func tracepoint(_ rest: String) -> Hook {
        let parts = rest.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return .tracepoint(category: "", name: "") }
        return .tracepoint(category: String(parts[0]), name: String(parts[1]))
    }

    /// What a section's name says of the programs in it, or nil if it is no name that is known.
    ///
    /// - Parameter section: Without a leading `?`.
    public init?(section: String) {
        for row in Self.table {
            guard section.hasPrefix(row.prefix) else { continue }
            let rest = section.dropFirst(row.prefix.count)
            guard rest.isEmpty || rest.first == "/" else { continue }
            self.init(
                type: row.type, expectedAttachType: row.attachType,
                hook: row.hook(String(rest.dropFirst())), flags: row.flags)
            return
        }
        return nil
    }

    /// The prefixes of the table, for messages.
    public static var knownPrefixes: [String] { table.map { $0.prefix } }
}
