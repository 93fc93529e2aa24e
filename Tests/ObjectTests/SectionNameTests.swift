import KernelOracle
import SwiftletObject
import Testing

/// The table of section names, against libbpf's own.
@Suite struct SectionNameTests {
    /// What libbpf 1.1, Debian 12's, doesn't know: the names that came after it.
    private static let younger: Set<String> = [
        "kprobe.session", "uprobe.multi", "uretprobe.multi", "uprobe.session", "uprobe.multi.s",
        "uretprobe.multi.s", "uprobe.session.s", "usdt.s", "sk_skb/verdict", "tc/ingress", "tc/egress", "tcx/ingress",
        "tcx/egress", "netkit/primary", "netkit/peer", "fsession", "fsession.s", "netfilter",
        "fentry.multi", "fentry.multi.s", "fexit.multi", "fexit.multi.s", "fsession.multi", "fsession.multi.s",
        "struct_ops.s", "cgroup/connect_unix", "cgroup/sendmsg_unix", "cgroup/recvmsg_unix",
        "cgroup/getpeername_unix", "cgroup/getsockname_unix", "tracepoint.s", "tp.s", "raw_tracepoint.s",
        "raw_tp.s", "tp_btf.s",
    ]

    @Test(arguments: ProgramKind.knownPrefixes)
    func everyRowIsAsLibbpfHasIt(name: String) throws {
        for section in [name, name + "/", name + "/x", name + "/x/y", name + "x", name + ".x"] {
            let ours = ProgramKind(section: section)
            if let theirs = try LibbpfNames.kind(ofSection: section) {
                #expect(ours?.type.rawValue == theirs.type, "\(section)")
                #expect(ours?.expectedAttachType.rawValue == theirs.attachType, "\(section)")
            } else if !Self.younger.contains(where: { section == $0 || section.hasPrefix($0 + "/") }) {
                #expect(ours == nil, "\(section)")
            }
        }
    }

    /// Names that libbpf 1.8 knows and 1.1 does not, by the numbers of include/uapi/linux/bpf.h.
    @Test(arguments: [
        ("kprobe.session/x", 2, 56), ("uprobe.multi/a:b", 2, 48), ("uretprobe.multi.s", 2, 48),
        ("uprobe.session.s", 2, 57), ("usdt.s", 2, 0), ("tc/ingress", 3, 46), ("tcx/egress", 3, 47),
        ("netkit/primary", 3, 54), ("netkit/peer", 3, 55), ("fsession/x", 26, 58),
        ("netfilter", 32, 45), ("struct_ops.s/x", 27, 0), ("cgroup/connect_unix", 18, 49),
        ("cgroup/getsockname_unix", 18, 53), ("fentry.multi/tcp_*", 26, 59), ("fexit.multi.s", 26, 60),
        ("fsession.multi/x", 26, 61), ("tracepoint.s/a/b", 5, 0), ("tp.s/a/b", 5, 0), ("raw_tracepoint.s/x", 17, 0),
        ("raw_tp.s/x", 17, 0), ("tp_btf.s/x", 26, 23),
    ] as [(String, UInt32, UInt32)])
    func youngNames(section: String, type: UInt32, attachType: UInt32) throws {
        let kind = try #require(ProgramKind(section: section))
        #expect(kind.type.rawValue == type)
        #expect(kind.expectedAttachType.rawValue == attachType)
    }

    @Test(arguments: [
        ("kprobe/f+0x10", .kprobe(function: "f", offset: 16, isReturn: false)),
        ("kprobe/f+16", .kprobe(function: "f", offset: 16, isReturn: false)),
        ("kprobe", .kprobe(function: "", isReturn: false)),
        ("kprobe/f+", .malformed(expected: "FUNCTION or FUNCTION+OFFSET")),
        ("kprobe/+4", .malformed(expected: "FUNCTION or FUNCTION+OFFSET")),
        ("kretprobe/f+4", .malformed(expected: "FUNCTION")),
        ("kprobe.multi/vfs_*", .kprobes(pattern: "vfs_*", at: .entry)),
        ("kretprobe.multi/vfs_*", .kprobes(pattern: "vfs_*", at: .return)),
        ("kprobe.session/vfs_?", .kprobes(pattern: "vfs_?", at: .session)),
        ("ksyscall/nanosleep", .systemCall(name: "nanosleep", isReturn: false)),
        ("kretsyscall/nanosleep", .systemCall(name: "nanosleep", isReturn: true)),
        (
            "uprobe//bin/sh:main+0x4",
            .uprobe(UserFunction(path: "/bin/sh", symbol: "main", offset: 4), isReturn: false)
        ),
        (
            "uretprobe/libc.so.6:malloc@GLIBC_2.2.5",
            .uprobe(UserFunction(path: "libc.so.6", symbol: "malloc@GLIBC_2.2.5"), isReturn: true)
        ),
        ("uprobe", .none),
        ("uprobe/x", .malformed(expected: "PATH:FUNCTION or PATH:FUNCTION+OFFSET")),
        ("uprobe.multi/libc.so.6:str*", .uprobes(path: "libc.so.6", pattern: "str*", at: .entry)),
        ("uprobe.session//a:b", .uprobes(path: "/a", pattern: "b", at: .session)),
        ("uprobe.multi/x:", .malformed(expected: "PATH:PATTERN")),
        ("usdt/libc.so.6:libc:setjmp", .usdt(path: "libc.so.6", provider: "libc", name: "setjmp")),
        ("usdt/libc.so.6:libc", .malformed(expected: "PATH:PROVIDER:NAME")),
        ("lsm/file_open", .kernelType(prefix: "bpf_lsm_", target: "file_open")),
        ("lsm_cgroup/socket_bind", .kernelType(prefix: "bpf_lsm_", target: "socket_bind")),
        ("iter.s/task", .kernelType(prefix: "bpf_iter_", target: "task")),
        ("fmod_ret.s/f", .kernelType(prefix: "", target: "f")),
        ("freplace/f", .programFunction(name: "f")),
        ("cgroup_skb/ingress", .none),
    ] as [(String, Hook)])
    func hooks(section: String, hook: Hook) throws {
        #expect(try #require(ProgramKind(section: section)).hook == hook)
    }

    @Test(arguments: [
        ("uprobe.s", 16), ("lsm.s/x", 16), ("iter.s/x", 16), ("usdt.s", 16), ("syscall", 16),
        ("struct_ops.s/x", 16), ("xdp.frags", 32), ("xdp.frags/devmap", 32), ("xdp", 0), ("lsm/x", 0),
    ] as [(String, UInt32)])
    func flags(section: String, flags: UInt32) throws {
        #expect(try #require(ProgramKind(section: section)).flags == flags)
    }
}
