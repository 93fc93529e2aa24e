internal import ELFLoader

// Facts about the host. A file that can't be read gives an unknown fact, never a wrong one.
extension HostReport {
    static func kernel() -> HostCheck {
        guard let names = try? Kernel.release(), let code = KernelVersion.code() else {
            return HostCheck("kernel", .unknown, "its version can't be read")
        }
        guard code < 5 << 16 | 10 << 8 else { return HostCheck("kernel", .works, names.release) }
        return HostCheck(
            "kernel", .limited, names.release,
            advice: "swiftlet is tested from 5.10 on; run a newer kernel if something fails")
    }

    static func capabilities() -> HostCheck {
        guard let held = Capabilities.current() else {
            return HostCheck("capabilities", .unknown, "capget(2) failed")
        }
        var names: [String] = []
        if held.bpf { names.append("CAP_BPF") }
        if held.perfmon { names.append("CAP_PERFMON") }
        if held.networkAdministration { names.append("CAP_NET_ADMIN") }
        if held.systemAdministration { names.append("CAP_SYS_ADMIN") }
        let found = names.isEmpty ? "no capability for BPF" : names.joined(separator: ", ")
        guard held.bpf, held.perfmon else {
            return HostCheck(
                "capabilities", .missing, found,
                advice: "run as root, or grant them: setcap cap_bpf,cap_perfmon+ep swiftlet")
        }
        guard held.networkAdministration else {
            return HostCheck(
                "capabilities", .limited, found,
                advice:
                    "tracing needs no more; programs for the network (XDP, tc) need CAP_NET_ADMIN")
        }
        return HostCheck("capabilities", .works, found)
    }

    static func namespaces() -> HostCheck {
        guard OwnNamespaces.isUserInitial else {
            return HostCheck(
                "namespaces", .missing,
                "a user namespace, whose capabilities don't count for bpf(2)",
                advice:
                    "run on the host, or in a container that shares its user namespace (podman run --userns=host)"
            )
        }
        return HostCheck(
            "namespaces", .works,
            OwnNamespaces.pid == 0
                ? "the initial user and pid namespaces"
                : "a pid namespace: events have the pids of this namespace, 0 for processes outside of it"
        )
    }

    static func processes() -> HostCheck {
        guard (try? Kernel.readFile("/proc/self/stat")) != nil else {
            return HostCheck(
                "/proc", .limited,
                "can't be read: running processes are unknown, and lost parts stay lost",
                advice: "mount -t proc proc /proc")
        }
        guard OwnNamespaces.hasProcOfItsOwn else {
            return HostCheck(
                "/proc", .limited,
                "belongs to another pid namespace: it is not read, and --pid fails",
                advice: "mount -t proc proc /proc")
        }
        return HostCheck("/proc", .works, "shows this pid namespace")
    }

    static func seccomp() -> HostCheck {
        guard let status = try? Kernel.readFile("/proc/self/status") else {
            return HostCheck("seccomp", .unknown, "/proc/self/status can't be read")
        }
        guard value(of: "Seccomp:", in: status) == "2" else {
            return HostCheck("seccomp", .works, "no filter")
        }
        return HostCheck(
            "seccomp", .limited, "a filter is in force, as in a container",
            advice: "if system calls are refused: docker run --security-opt seccomp=unconfined")
    }

    static func lockdown() -> HostCheck {
        guard let mode = text("/sys/kernel/security/lockdown") else {
            return HostCheck("lockdown", .unknown, "/sys/kernel/security/lockdown can't be read")
        }
        guard !contains("[confidentiality]", in: mode) else {
            return HostCheck(
                "lockdown", .limited, mode,
                advice:
                    "BPF programs can't read the kernel's memory in this mode; boot with lockdown=integrity"
            )
        }
        return HostCheck("lockdown", .works, mode)
    }

    static func types() -> HostCheck {
        do throws(LoadError) {
            _ = try KernelTypes.hasFunctions(named: "bpf_preempt_disable")
            return HostCheck("types (BTF)", .works, "/sys/kernel/btf/vmlinux")
        } catch {
            return HostCheck(
                "types (BTF)", .missing, "\(error)",
                advice:
                    "run a kernel that is built with CONFIG_DEBUG_INFO_BTF=y, as distributions do")
        }
    }

    static func tracefs() -> HostCheck {
        do throws(KernelError) {
            _ = try Tracefs()
            return HostCheck("tracefs", .works, "can be read; it need not be mounted")
        } catch {
            return HostCheck(
                "tracefs", .limited, "\(error)",
                advice: "needed by --capture stream and by tracepoints of `load --attach`")
        }
    }

    static func compiler() -> HostCheck {
        guard let mode = text("/proc/sys/net/core/bpf_jit_enable") else {
            return HostCheck("JIT", .unknown, "net.core.bpf_jit_enable can't be read")
        }
        guard mode == "0" else {
            return HostCheck("JIT", .works, "net.core.bpf_jit_enable is \(mode)")
        }
        return HostCheck(
            "JIT", .limited,
            "net.core.bpf_jit_enable is 0: programs are interpreted, and fexit is not possible",
            advice: "sysctl net.core.bpf_jit_enable=1")
    }

    static func memlock() -> HostCheck {
        guard let code = KernelVersion.code(), code < 5 << 16 | 11 << 8 else {
            return HostCheck("memlock", .works, "no limit on BPF since Linux 5.11")
        }
        let limits = (try? Kernel.readFile("/proc/self/limits")) ?? []
        guard let limit = value(of: "Max locked memory", in: limits), limit != "unlimited" else {
            return HostCheck("memlock", .works, "unlimited")
        }
        return HostCheck(
            "memlock", .limited, "\(limit) bytes, which swiftlet raises if it has CAP_SYS_RESOURCE",
            advice: "ulimit -l unlimited, or LimitMEMLOCK=infinity in a unit")
    }

    static func unprivileged() -> HostCheck {
        guard let mode = text("/proc/sys/kernel/unprivileged_bpf_disabled") else {
            return HostCheck(
                "unprivileged BPF", .unknown, "kernel.unprivileged_bpf_disabled can't be read")
        }
        guard mode == "0" else {
            return HostCheck("unprivileged BPF", .works, "disabled (\(mode))")
        }
        return HostCheck(
            "unprivileged BPF", .limited, "any user may load some kinds of programs",
            advice:
                "not needed by swiftlet; to disable it: sysctl kernel.unprivileged_bpf_disabled=2")
    }

    static func perfEvents() -> HostCheck {
        guard let level = text("/proc/sys/kernel/perf_event_paranoid") else {
            return HostCheck("perf events", .unknown, "kernel.perf_event_paranoid can't be read")
        }
        // Debian's patch: only CAP_SYS_ADMIN may open perf events.
        let isRestricted =
            (Int(level) ?? 0) > 2 && Capabilities.current()?.systemAdministration != true
        guard isRestricted else {
            return HostCheck("perf events", .works, "kernel.perf_event_paranoid is \(level)")
        }
        return HostCheck(
            "perf events", .limited,
            "kernel.perf_event_paranoid is \(level): only CAP_SYS_ADMIN opens them",
            advice: "run as root, or: sysctl kernel.perf_event_paranoid=2")
    }
}

extension HostReport {
    /// The contents of a file of one line; nil if it can't be read.
    private static func text(_ path: String) -> String? {
        guard var bytes = try? Kernel.readFile(path) else { return nil }
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The first word after `name` at the start of a line.
    private static func value(of name: StaticString, in text: [UInt8]) -> String? {
        let start = Array("\(name)".utf8)
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: start) {
            let words = line.dropFirst(start.count).split {
                $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
            }
            return words.first.map { String(decoding: $0, as: UTF8.self) }
        }
        return nil
    }

    private static func contains(_ word: String, in text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(word.utf8) }
    }
}
