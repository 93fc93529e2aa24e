internal import GlibcShims

/// The effective capabilities of this process (capabilities(7)).
public struct Capabilities: Sendable, Equatable {
    let mask: UInt64

    /// CAP_PERFMON, Linux 5.8: tracing programs and perf events.
    public var perfmon: Bool { has(38) || systemAdministration }
    /// CAP_BPF, Linux 5.8: maps, programs, BTF.
    public var bpf: Bool { has(39) || systemAdministration }
    /// CAP_SYS_ADMIN, which includes both.
    public var systemAdministration: Bool { has(21) }

    func has(_ number: UInt64) -> Bool { mask >> number & 1 == 1 }

    /// Read from `CapEff:` in /proc/self/status; nil where /proc can't be read.
    public static func current() -> Capabilities? {
        guard let status = try? Kernel.readFile("/proc/self/status") else { return nil }
        let key = Array("CapEff:".utf8)
        let lines = status.split(separator: UInt8(ascii: "\n"))
        guard let line = lines.first(where: { $0.starts(with: key) }) else { return nil }
        var mask: UInt64 = 0
        var seen = false
        for byte in line.dropFirst(key.count) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                mask = mask << 4 | UInt64(byte - UInt8(ascii: "0"))
                seen = true
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                mask = mask << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
                seen = true
            default: continue
            }
        }
        return seen ? Capabilities(mask: mask) : nil
    }
}

extension Kernel {
    /// What the process lacks for a command, if that can be told.
    static func missingCapability(for command: Command) -> String? {
        guard let capabilities = Capabilities.current() else { return nil }
        if !capabilities.bpf { return "CAP_BPF" }
        if !capabilities.perfmon { return "CAP_PERFMON" }
        return nil
    }
}
