/// Options for attaching a program, apart from the hook.
public struct AttachOptions: Sendable {
    /// The attach cookie, which bpf_get_attach_cookie() (in USDT programs, bpf_usdt_cookie()) returns. 0 by
    /// default. Linux 5.15; 5.19 for tracing programs, 6.10 for raw tracepoints.
    package var cookie: UInt64
    /// Limits probes in programs and libraries to one process; nil probes all processes.
    package var process: Int32?
    /// How to attach a uprobe to an IFUNC.
    package var indirectFunctions: IndirectFunctions

    public init(
        cookie: UInt64 = 0, process: Int32? = nil, indirectFunctions: IndirectFunctions = .refused
    ) {
        self.cookie = cookie
        self.process = process
        self.indirectFunctions = indirectFunctions
    }
}
