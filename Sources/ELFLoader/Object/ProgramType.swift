/// The type of a program (`enum bpf_prog_type`), which determines its context and the helpers it may
/// call.
public struct ProgramType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// BPF_PROG_TYPE_SOCKET_FILTER
    package static let socketFilter = ProgramType(rawValue: 1)
    /// BPF_PROG_TYPE_KPROBE
    package static let kprobe = ProgramType(rawValue: 2)
    /// BPF_PROG_TYPE_SCHED_CLS
    package static let schedulerClassifier = ProgramType(rawValue: 3)
    /// BPF_PROG_TYPE_SCHED_ACT
    package static let schedulerAction = ProgramType(rawValue: 4)
    /// BPF_PROG_TYPE_TRACEPOINT
    package static let tracepoint = ProgramType(rawValue: 5)
    /// BPF_PROG_TYPE_XDP
    package static let xdp = ProgramType(rawValue: 6)
    /// BPF_PROG_TYPE_PERF_EVENT
    package static let perfEvent = ProgramType(rawValue: 7)
    /// BPF_PROG_TYPE_CGROUP_SKB
    package static let cgroupSocketBuffer = ProgramType(rawValue: 8)
    /// BPF_PROG_TYPE_CGROUP_SOCK
    package static let cgroupSocket = ProgramType(rawValue: 9)
    /// BPF_PROG_TYPE_LWT_IN
    package static let lightweightTunnelIn = ProgramType(rawValue: 10)
    /// BPF_PROG_TYPE_LWT_OUT
    package static let lightweightTunnelOut = ProgramType(rawValue: 11)
    /// BPF_PROG_TYPE_LWT_XMIT
    package static let lightweightTunnelTransmit = ProgramType(rawValue: 12)
    /// BPF_PROG_TYPE_SOCK_OPS
    package static let socketOperations = ProgramType(rawValue: 13)
    /// BPF_PROG_TYPE_SK_SKB
    package static let socketBuffer = ProgramType(rawValue: 14)
    /// BPF_PROG_TYPE_CGROUP_DEVICE
    package static let cgroupDevice = ProgramType(rawValue: 15)
    /// BPF_PROG_TYPE_SK_MSG
    package static let socketMessage = ProgramType(rawValue: 16)
    /// BPF_PROG_TYPE_RAW_TRACEPOINT
    package static let rawTracepoint = ProgramType(rawValue: 17)
    /// BPF_PROG_TYPE_CGROUP_SOCK_ADDR
    package static let cgroupSocketAddress = ProgramType(rawValue: 18)
    /// BPF_PROG_TYPE_LWT_SEG6LOCAL
    package static let lightweightTunnelSeg6Local = ProgramType(rawValue: 19)
    /// BPF_PROG_TYPE_LIRC_MODE2
    package static let infraredMode2 = ProgramType(rawValue: 20)
    /// BPF_PROG_TYPE_SK_REUSEPORT
    package static let reusePort = ProgramType(rawValue: 21)
    /// BPF_PROG_TYPE_FLOW_DISSECTOR
    package static let flowDissector = ProgramType(rawValue: 22)
    /// BPF_PROG_TYPE_CGROUP_SYSCTL
    package static let cgroupSysctl = ProgramType(rawValue: 23)
    /// BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE
    package static let rawTracepointWritable = ProgramType(rawValue: 24)
    /// BPF_PROG_TYPE_CGROUP_SOCKOPT
    package static let cgroupSocketOption = ProgramType(rawValue: 25)
    /// BPF_PROG_TYPE_TRACING
    package static let tracing = ProgramType(rawValue: 26)
    /// BPF_PROG_TYPE_STRUCT_OPS
    package static let structOps = ProgramType(rawValue: 27)
    /// BPF_PROG_TYPE_EXT
    package static let replacement = ProgramType(rawValue: 28)
    /// BPF_PROG_TYPE_LSM
    package static let securityModule = ProgramType(rawValue: 29)
    /// BPF_PROG_TYPE_SK_LOOKUP
    package static let socketLookup = ProgramType(rawValue: 30)
    /// BPF_PROG_TYPE_SYSCALL
    package static let syscall = ProgramType(rawValue: 31)
    /// BPF_PROG_TYPE_NETFILTER
    package static let netfilter = ProgramType(rawValue: 32)
}
