/// How to attach a program, beyond what its hook says.
public struct AttachOptions: Sendable {
    /// What bpf_get_attach_cookie() hands the program (of USDT, bpf_usdt_cookie()): 0 unless something
    /// else is asked for. Linux 5.15; of tracing programs 5.19, of raw tracepoints 6.10.
    public var cookie: UInt64
    /// The only process in which functions of programs and libraries are probed; all if nil.
    public var process: Int32?
    /// What to do where a uprobe's function is an IFUNC.
    public var indirectFunctions: IndirectFunctions

    public init(
        cookie: UInt64 = 0, process: Int32? = nil, indirectFunctions: IndirectFunctions = .refused
    ) {
        self.cookie = cookie
        self.process = process
        self.indirectFunctions = indirectFunctions
    }
}
