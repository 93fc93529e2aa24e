internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims

/// The privileges that the tracer drops once everything is open and attached. From then on it reads what every user
/// of the host writes.
///
/// The traced command has been forked by then and is not affected. Threads that start later are.
struct Sandbox {
    /// Signals are passed on to a command, which may change its user.
    var hasCommand: Bool
    /// Spans are sent over the network.
    var hasNetwork: Bool
    /// The output file that SIGHUP reopens, if there is one.
    var reopenedOutput: ByteString?

    /// The numbers of capabilities(7).
    private enum Capability {
        static var dacOverride: UInt64 { 1 << 1 }
        static var dacReadSearch: UInt64 { 1 << 2 }
        static var kill: UInt64 { 1 << 5 }
        static var ptrace: UInt64 { 1 << 19 }
        static var bpf: UInt64 { 1 << 39 }
    }

    /// The capabilities that are still needed:
    ///
    ///     CAP_BPF                                a larger ring, and reading the maps
    ///     CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH    /proc/PID/environ, to fill in lost records
    ///     CAP_KILL                               passing signals to a command that changed its user
    ///     CAP_DAC_OVERRIDE                       reopening an output in another user's folder
    private var capabilities: UInt64 {
        var kept = Capability.bpf | Capability.dacReadSearch | Capability.ptrace
        if hasCommand { kept |= Capability.kill }
        if let reopenedOutput, !Self.ownsFolder(of: reopenedOutput) { kept |= Capability.dacOverride }
        return kept
    }

    /// Enters the sandbox. If the kernel refuses part of it, reports that, and the trace continues without it.
    func enter() {
        report(swiftlet_drop_capabilities(capabilities), "capabilities can't be dropped")
        let privileges = swiftlet_set_no_new_privs()
        report(privileges, "no_new_privs can't be set")
        guard privileges >= 0 else { return }
        report(
            swiftlet_filter_calls(hasNetwork ? SWIFTLET_SANDBOX_NETWORK.rawValue : 0),
            "system calls can't be restricted (seccomp)")
    }

    private func report(_ result: Int, _ what: String) {
        guard result < 0 else { return }
        Failure(
            status: 0,
            message:
                "sandbox: \(what): \(Errno(rawValue: Int32(-result))): the trace goes on without; --no-sandbox leaves all of it out"
        ).print()
    }

    /// Whether a file can be created in its folder without a capability.
    private static func ownsFolder(of path: ByteString) -> Bool {
        let bytes = path.bytes
        let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { Array(bytes[..<max($0, 1)]) } ?? [UInt8(ascii: ".")]
        var owner = swiftlet_owner()
        // SAFETY: the string is NUL-terminated for the call, which fills the structure.
        let result = unsafe ByteString(folder + "/.".utf8).withCString { unsafe swiftlet_owner_of($0, &owner) }
        return result >= 0 && owner.is_ours != 0
    }
}
