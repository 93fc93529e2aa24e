/// A BPF helper (bpf-helpers(7)) that was added after Linux 5.10.
///
/// Numbers are those of `enum bpf_func_id`, include/uapi/linux/bpf.h. New helpers were only appended, and
/// none were added since 6.2.
struct HelperFunction {
    let name: String
    /// The first kernel version with the helper.
    let since: String

    /// - Returns: nil for helpers that Linux 5.10 has, and for invalid numbers.
    init?(_ number: Int32) {
        guard number >= Self.first, number < Self.first + Int32(Self.names.count) else { return nil }
        name = "bpf_" + Self.names[Int(number - Self.first)]
        var version = ""
        for (start, since) in Self.versions where number >= start { version = since }
        since = version
    }

    private static let first: Int32 = 156

    private static let names = [
        // 156
        "task_storage_get", "task_storage_delete", "get_current_task_btf", "bprm_opts_set",
        "ktime_get_coarse_ns", "ima_inode_hash", "sock_from_file", "check_mtu", "for_each_map_elem",
        "snprintf",
        // 166
        "sys_bpf", "btf_find_by_name_kind", "sys_close", "timer_init", "timer_set_callback",
        "timer_start", "timer_cancel", "get_func_ip", "get_attach_cookie", "task_pt_regs",
        // 176
        "get_branch_snapshot", "trace_vprintk", "skc_to_unix_sock", "kallsyms_lookup_name", "find_vma",
        "loop", "strncmp", "get_func_arg", "get_func_ret", "get_func_arg_cnt",
        // 186
        "get_retval", "set_retval", "xdp_get_buff_len", "xdp_load_bytes", "xdp_store_bytes",
        "copy_from_user_task", "skb_set_tstamp", "ima_file_hash", "kptr_xchg",
        "map_lookup_percpu_elem",
        // 196
        "skc_to_mptcp_sock", "dynptr_from_mem", "ringbuf_reserve_dynptr", "ringbuf_submit_dynptr",
        "ringbuf_discard_dynptr", "dynptr_read", "dynptr_write", "dynptr_data",
        "tcp_raw_gen_syncookie_ipv4", "tcp_raw_gen_syncookie_ipv6",
        // 206
        "tcp_raw_check_syncookie_ipv4", "tcp_raw_check_syncookie_ipv6", "ktime_get_tai_ns",
        "user_ringbuf_drain", "cgrp_storage_get", "cgrp_storage_delete",
    ]

    /// The kernel version that added the helpers from each number on.
    private static let versions: [(Int32, String)] = [
        (156, "5.11"), (163, "5.12"), (164, "5.13"), (166, "5.14"), (169, "5.15"), (176, "5.16"),
        (180, "5.17"), (186, "5.18"), (194, "5.19"), (204, "6.0"), (208, "6.1"), (210, "6.2"),
    ]
}
