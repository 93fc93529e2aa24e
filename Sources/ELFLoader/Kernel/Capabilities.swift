internal import SwiftletShims

/// The effective capabilities of this process (capabilities(7)).
package struct Capabilities: Sendable, Equatable {
    let mask: UInt64

    /// CAP_PERFMON, Linux 5.8: tracing programs and perf events.
    package var perfmon: Bool { has(38) || systemAdministration }
    /// CAP_BPF, Linux 5.8: maps, programs, BTF.
    package var bpf: Bool { has(39) || systemAdministration }
    /// CAP_NET_ADMIN
    package var networkAdministration: Bool { has(12) }
    /// CAP_SYS_ADMIN, which includes CAP_PERFMON and CAP_BPF.
    package var systemAdministration: Bool { has(21) }

    func has(_ number: UInt64) -> Bool { mask >> number & 1 == 1 }

    /// Reads them with capget(2), which needs no /proc; nil if it fails.
    package static func current() -> Capabilities? {
        var mask: UInt64 = 0
        // SAFETY: the call writes one integer.
        guard unsafe swiftlet_effective_capabilities(&mask) >= 0 else { return nil }
        return Capabilities(mask: mask)
    }
}

extension Kernel {
    /// The capability that the process lacks for a command; nil if none or unknown.
    static func missingCapability(for command: Command) -> String? {
        guard let capabilities = Capabilities.current() else { return nil }
        switch command {
        case .btfNextID, .btfByID, .programNextID, .programByID, .mapNextID, .mapByID, .linkNextID, .linkByID:
            return capabilities.systemAdministration ? nil : "CAP_SYS_ADMIN"
        default: break
        }
        if !capabilities.bpf { return "CAP_BPF" }
        if !capabilities.perfmon { return "CAP_PERFMON" }
        return nil
    }
}
