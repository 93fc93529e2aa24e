extension ProgramType {
    /// The kernel's name in lower case, as bpftool prints it; `program type 99` for an unknown type.
    package var name: String {
        Self.names.indices.contains(Int(rawValue))
            ? Self.names[Int(rawValue)] : "program type \(rawValue)"
    }

    private static let names = [
        "unspec", "socket_filter", "kprobe", "sched_cls", "sched_act", "tracepoint", "xdp", "perf_event",
        "cgroup_skb", "cgroup_sock", "lwt_in", "lwt_out", "lwt_xmit", "sock_ops", "sk_skb",
        "cgroup_device", "sk_msg", "raw_tracepoint", "cgroup_sock_addr", "lwt_seg6local", "lirc_mode2",
        "sk_reuseport", "flow_dissector", "cgroup_sysctl", "raw_tracepoint_writable", "cgroup_sockopt",
        "tracing", "struct_ops", "ext", "lsm", "sk_lookup", "syscall", "netfilter",
    ]
}
