extension ProgramKind {
    /// One row of the table: a section name, and the kind of the programs in such sections.
    struct Row: Sendable {
        let name: String
        let type: ProgramType
        let attachType: AttachType
        let flags: UInt32
        /// Parses the part after the name and `/` into a hook; nil if nothing may follow the name.
        let hook: (@Sendable (_ rest: String) -> Hook)?

        init(
            _ name: String, _ type: ProgramType, _ attachType: AttachType = .none, flags: UInt32 = 0,
            hook: (@Sendable (_ rest: String) -> Hook)? = nil
        ) {
            self.name = name
            self.type = type
            self.attachType = attachType
            self.flags = flags
            self.hook = hook
        }
    }

    /// The known section names, as in libbpf 1.8 (section_defs in libbpf.c,
    /// Documentation/bpf/libbpf/program_types.rst).
    ///
    /// A row with a hook matches its name alone, or its name, `/` and a rest that the hook parses. A
    /// row without a hook matches only its name: `xdp/devmap` is a row, but `xdp/mine` is not a known
    /// name.
    static let sectionTable: [Row] = [
        // Sockets.
        Row("socket", .socketFilter),
        Row("sk_reuseport/migrate", .reusePort, .reusePortMigrate),
        Row("sk_reuseport", .reusePort, .reusePortSelect),
        // Kernel and user probes.
        Row("kprobe", .kprobe, hook: probe(isReturn: false)),
        Row("uprobe", .kprobe, hook: userProbe(isReturn: false)),
        Row("uprobe.s", .kprobe, flags: sleepable, hook: userProbe(isReturn: false)),
        Row("kretprobe", .kprobe, hook: probe(isReturn: true)),
        Row("uretprobe", .kprobe, hook: userProbe(isReturn: true)),
        Row("uretprobe.s", .kprobe, flags: sleepable, hook: userProbe(isReturn: true)),
        Row("kprobe.multi", .kprobe, .kprobeMulti, hook: probes(.entry)),
        Row("kretprobe.multi", .kprobe, .kprobeMulti, hook: probes(.return)),
        Row("kprobe.session", .kprobe, .kprobeSession, hook: probes(.session)),
        Row("uprobe.multi", .kprobe, .uprobeMulti, hook: userProbes(.entry)),
        Row("uretprobe.multi", .kprobe, .uprobeMulti, hook: userProbes(.return)),
        Row("uprobe.session", .kprobe, .uprobeSession, hook: userProbes(.session)),
        Row("uprobe.multi.s", .kprobe, .uprobeMulti, flags: sleepable, hook: userProbes(.entry)),
        Row("uretprobe.multi.s", .kprobe, .uprobeMulti, flags: sleepable, hook: userProbes(.return)),
        Row("uprobe.session.s", .kprobe, .uprobeSession, flags: sleepable, hook: userProbes(.session)),
        Row("ksyscall", .kprobe, hook: systemCall(isReturn: false)),
        Row("kretsyscall", .kprobe, hook: systemCall(isReturn: true)),
        Row("usdt", .kprobe, hook: userStaticProbe),
        Row("usdt.s", .kprobe, flags: sleepable, hook: userStaticProbe),
        // Traffic control. `tc`, `classifier` and `action` predate tcx.
        Row("tc/ingress", .schedulerClassifier, .tcxIngress),
        Row("tc/egress", .schedulerClassifier, .tcxEgress),
        Row("tcx/ingress", .schedulerClassifier, .tcxIngress),
        Row("tcx/egress", .schedulerClassifier, .tcxEgress),
        Row("tc", .schedulerClassifier),
        Row("classifier", .schedulerClassifier),
        Row("action", .schedulerAction),
        Row("netkit/primary", .schedulerClassifier, .netkitPrimary),
        Row("netkit/peer", .schedulerClassifier, .netkitPeer),
        // Tracepoints.
        Row("tracepoint", .tracepoint, hook: tracepoint),
        Row("tp", .tracepoint, hook: tracepoint),
        Row("tracepoint.s", .tracepoint, flags: sleepable, hook: tracepoint),
        Row("tp.s", .tracepoint, flags: sleepable, hook: tracepoint),
        Row("raw_tracepoint", .rawTracepoint, hook: rawTracepoint),
        Row("raw_tp", .rawTracepoint, hook: rawTracepoint),
        Row("raw_tracepoint.s", .rawTracepoint, flags: sleepable, hook: rawTracepoint),
        Row("raw_tp.s", .rawTracepoint, flags: sleepable, hook: rawTracepoint),
        Row("raw_tracepoint.w", .rawTracepointWritable, hook: rawTracepoint),
        Row("raw_tp.w", .rawTracepointWritable, hook: rawTracepoint),
        // Attached by BTF.
        Row("tp_btf", .tracing, .traceRawTracepoint, hook: type("btf_trace_")),
        Row("tp_btf.s", .tracing, .traceRawTracepoint, flags: sleepable, hook: type("btf_trace_")),
        Row("fentry", .tracing, .traceFunctionEntry, hook: type("")),
        Row("fmod_ret", .tracing, .modifyReturn, hook: type("")),
        Row("fexit", .tracing, .traceFunctionExit, hook: type("")),
        Row("fentry.s", .tracing, .traceFunctionEntry, flags: sleepable, hook: type("")),
        Row("fmod_ret.s", .tracing, .modifyReturn, flags: sleepable, hook: type("")),
        Row("fexit.s", .tracing, .traceFunctionExit, flags: sleepable, hook: type("")),
        Row("fsession", .tracing, .traceFunctionSession, hook: type("")),
        Row("fsession.s", .tracing, .traceFunctionSession, flags: sleepable, hook: type("")),
        // Many functions through one link, which lists them. This loader does not attach them yet.
        Row("fentry.multi", .tracing, .traceFunctionEntries, hook: functions),
        Row("fentry.multi.s", .tracing, .traceFunctionEntries, flags: sleepable, hook: functions),
        Row("fexit.multi", .tracing, .traceFunctionExits, hook: functions),
        Row("fexit.multi.s", .tracing, .traceFunctionExits, flags: sleepable, hook: functions),
        Row("fsession.multi", .tracing, .traceFunctionSessions, hook: functions),
        Row("fsession.multi.s", .tracing, .traceFunctionSessions, flags: sleepable, hook: functions),
        Row("freplace", .replacement, hook: programFunction),
        Row("lsm", .securityModule, .securityModule, hook: type("bpf_lsm_")),
        Row("lsm.s", .securityModule, .securityModule, flags: sleepable, hook: type("bpf_lsm_")),
        Row("lsm_cgroup", .securityModule, .cgroupSecurityModule, hook: type("bpf_lsm_")),
        Row("iter", .tracing, .traceIterator, hook: type("bpf_iter_")),
        Row("iter.s", .tracing, .traceIterator, flags: sleepable, hook: type("bpf_iter_")),
        // Run only by BPF_PROG_TEST_RUN. The kernel accepts only sleepable ones (bpf_check).
        Row("syscall", .syscall, flags: sleepable),
        // XDP.
        Row("xdp.frags/devmap", .xdp, .xdpDeviceMap, flags: fragments),
        Row("xdp/devmap", .xdp, .xdpDeviceMap),
        Row("xdp.frags/cpumap", .xdp, .xdpProcessorMap, flags: fragments),
        Row("xdp/cpumap", .xdp, .xdpProcessorMap),
        Row("xdp.frags", .xdp, .xdp, flags: fragments),
        Row("xdp", .xdp, .xdp),
        // Perf events.
        Row("perf_event", .perfEvent),
        // Lightweight tunnels.
        Row("lwt_in", .lightweightTunnelIn),
        Row("lwt_out", .lightweightTunnelOut),
        Row("lwt_xmit", .lightweightTunnelTransmit),
        Row("lwt_seg6local", .lightweightTunnelSeg6Local),
        // Sockets in maps.
        Row("sockops", .socketOperations, .cgroupSocketOperations),
        Row("sk_skb/stream_parser", .socketBuffer, .streamParser),
        Row("sk_skb/stream_verdict", .socketBuffer, .streamVerdict),
        Row("sk_skb/verdict", .socketBuffer, .socketBufferVerdict),
        Row("sk_skb", .socketBuffer),
        Row("sk_msg", .socketMessage, .messageVerdict),
        // Others.
        Row("lirc_mode2", .infraredMode2, .infraredMode2),
        Row("flow_dissector", .flowDissector, .flowDissector),
        // Cgroups.
        Row("cgroup_skb/ingress", .cgroupSocketBuffer, .cgroupIngress),
        Row("cgroup_skb/egress", .cgroupSocketBuffer, .cgroupEgress),
        Row("cgroup/skb", .cgroupSocketBuffer),
        Row("cgroup/sock_create", .cgroupSocket, .cgroupSocketCreate),
        Row("cgroup/sock_release", .cgroupSocket, .cgroupSocketRelease),
        Row("cgroup/sock", .cgroupSocket, .cgroupSocketCreate),
        Row("cgroup/post_bind4", .cgroupSocket, .cgroupPostBind4),
        Row("cgroup/post_bind6", .cgroupSocket, .cgroupPostBind6),
        Row("cgroup/bind4", .cgroupSocketAddress, .cgroupBind4),
        Row("cgroup/bind6", .cgroupSocketAddress, .cgroupBind6),
        Row("cgroup/connect4", .cgroupSocketAddress, .cgroupConnect4),
        Row("cgroup/connect6", .cgroupSocketAddress, .cgroupConnect6),
        Row("cgroup/connect_unix", .cgroupSocketAddress, .cgroupConnectUnix),
        Row("cgroup/sendmsg4", .cgroupSocketAddress, .cgroupSend4),
        Row("cgroup/sendmsg6", .cgroupSocketAddress, .cgroupSend6),
        Row("cgroup/sendmsg_unix", .cgroupSocketAddress, .cgroupSendUnix),
        Row("cgroup/recvmsg4", .cgroupSocketAddress, .cgroupReceive4),
        Row("cgroup/recvmsg6", .cgroupSocketAddress, .cgroupReceive6),
        Row("cgroup/recvmsg_unix", .cgroupSocketAddress, .cgroupReceiveUnix),
        Row("cgroup/getpeername4", .cgroupSocketAddress, .cgroupPeerName4),
        Row("cgroup/getpeername6", .cgroupSocketAddress, .cgroupPeerName6),
        Row("cgroup/getpeername_unix", .cgroupSocketAddress, .cgroupPeerNameUnix),
        Row("cgroup/getsockname4", .cgroupSocketAddress, .cgroupSocketName4),
        Row("cgroup/getsockname6", .cgroupSocketAddress, .cgroupSocketName6),
        Row("cgroup/getsockname_unix", .cgroupSocketAddress, .cgroupSocketNameUnix),
        Row("cgroup/sysctl", .cgroupSysctl, .cgroupSysctl),
        Row("cgroup/getsockopt", .cgroupSocketOption, .cgroupGetSocketOption),
        Row("cgroup/setsockopt", .cgroupSocketOption, .cgroupSetSocketOption),
        Row("cgroup/dev", .cgroupDevice, .cgroupDevice),
        // Members of struct_ops.
        Row("struct_ops", .structOps, hook: member),
        Row("struct_ops.s", .structOps, flags: sleepable, hook: member),
        // Network namespaces and netfilter.
        Row("sk_lookup", .socketLookup, .socketLookup),
        Row("netfilter", .netfilter, .netfilter),
    ]
}
