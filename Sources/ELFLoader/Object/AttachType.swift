/// What a program attaches to, where its type alone doesn't say (`enum bpf_attach_type`).
public struct AttachType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The type of program has none (0, which is also BPF_CGROUP_INET_INGRESS).
    public static let none = AttachType(rawValue: 0)
    /// BPF_CGROUP_INET_INGRESS
    public static let cgroupIngress = AttachType(rawValue: 0)
    /// BPF_CGROUP_INET_EGRESS
    public static let cgroupEgress = AttachType(rawValue: 1)
    /// BPF_CGROUP_INET_SOCK_CREATE
    public static let cgroupSocketCreate = AttachType(rawValue: 2)
    /// BPF_CGROUP_SOCK_OPS
    public static let cgroupSocketOperations = AttachType(rawValue: 3)
    /// BPF_SK_SKB_STREAM_PARSER
    public static let streamParser = AttachType(rawValue: 4)
    /// BPF_SK_SKB_STREAM_VERDICT
    public static let streamVerdict = AttachType(rawValue: 5)
    /// BPF_CGROUP_DEVICE
    public static let cgroupDevice = AttachType(rawValue: 6)
    /// BPF_SK_MSG_VERDICT
    public static let messageVerdict = AttachType(rawValue: 7)
    /// BPF_CGROUP_INET4_BIND
    public static let cgroupBind4 = AttachType(rawValue: 8)
    /// BPF_CGROUP_INET6_BIND
    public static let cgroupBind6 = AttachType(rawValue: 9)
    /// BPF_CGROUP_INET4_CONNECT
    public static let cgroupConnect4 = AttachType(rawValue: 10)
    /// BPF_CGROUP_INET6_CONNECT
    public static let cgroupConnect6 = AttachType(rawValue: 11)
    /// BPF_CGROUP_INET4_POST_BIND
    public static let cgroupPostBind4 = AttachType(rawValue: 12)
    /// BPF_CGROUP_INET6_POST_BIND
    public static let cgroupPostBind6 = AttachType(rawValue: 13)
    /// BPF_CGROUP_UDP4_SENDMSG
    public static let cgroupSend4 = AttachType(rawValue: 14)
    /// BPF_CGROUP_UDP6_SENDMSG
    public static let cgroupSend6 = AttachType(rawValue: 15)
    /// BPF_LIRC_MODE2
    public static let infraredMode2 = AttachType(rawValue: 16)
    /// BPF_FLOW_DISSECTOR
    public static let flowDissector = AttachType(rawValue: 17)
    /// BPF_CGROUP_SYSCTL
    public static let cgroupSysctl = AttachType(rawValue: 18)
    /// BPF_CGROUP_UDP4_RECVMSG
    public static let cgroupReceive4 = AttachType(rawValue: 19)
    /// BPF_CGROUP_UDP6_RECVMSG
    public static let cgroupReceive6 = AttachType(rawValue: 20)
    /// BPF_CGROUP_GETSOCKOPT
    public static let cgroupGetSocketOption = AttachType(rawValue: 21)
    /// BPF_CGROUP_SETSOCKOPT
    public static let cgroupSetSocketOption = AttachType(rawValue: 22)
    /// BPF_TRACE_RAW_TP
    public static let traceRawTracepoint = AttachType(rawValue: 23)
    /// BPF_TRACE_FENTRY
    public static let traceFunctionEntry = AttachType(rawValue: 24)
    /// BPF_TRACE_FEXIT
    public static let traceFunctionExit = AttachType(rawValue: 25)
    /// BPF_MODIFY_RETURN
    public static let modifyReturn = AttachType(rawValue: 26)
    /// BPF_LSM_MAC
    public static let securityModule = AttachType(rawValue: 27)
    /// BPF_TRACE_ITER
    public static let traceIterator = AttachType(rawValue: 28)
    /// BPF_CGROUP_INET4_GETPEERNAME
    public static let cgroupPeerName4 = AttachType(rawValue: 29)
    /// BPF_CGROUP_INET6_GETPEERNAME
    public static let cgroupPeerName6 = AttachType(rawValue: 30)
    /// BPF_CGROUP_INET4_GETSOCKNAME
    public static let cgroupSocketName4 = AttachType(rawValue: 31)
    /// BPF_CGROUP_INET6_GETSOCKNAME
    public static let cgroupSocketName6 = AttachType(rawValue: 32)
    /// BPF_XDP_DEVMAP
    public static let xdpDeviceMap = AttachType(rawValue: 33)
    /// BPF_CGROUP_INET_SOCK_RELEASE
    public static let cgroupSocketRelease = AttachType(rawValue: 34)
    /// BPF_XDP_CPUMAP
    public static let xdpProcessorMap = AttachType(rawValue: 35)
    /// BPF_SK_LOOKUP
    public static let socketLookup = AttachType(rawValue: 36)
    /// BPF_XDP
    public static let xdp = AttachType(rawValue: 37)
    /// BPF_SK_SKB_VERDICT
    public static let socketBufferVerdict = AttachType(rawValue: 38)
    /// BPF_SK_REUSEPORT_SELECT
    public static let reusePortSelect = AttachType(rawValue: 39)
    /// BPF_SK_REUSEPORT_SELECT_OR_MIGRATE
    public static let reusePortMigrate = AttachType(rawValue: 40)
    /// BPF_PERF_EVENT
    public static let perfEvent = AttachType(rawValue: 41)
    /// BPF_TRACE_KPROBE_MULTI
    public static let kprobeMulti = AttachType(rawValue: 42)
    /// BPF_LSM_CGROUP
    public static let cgroupSecurityModule = AttachType(rawValue: 43)
    /// BPF_STRUCT_OPS
    public static let structOps = AttachType(rawValue: 44)
    /// BPF_NETFILTER
    public static let netfilter = AttachType(rawValue: 45)
    /// BPF_TCX_INGRESS
    public static let tcxIngress = AttachType(rawValue: 46)
    /// BPF_TCX_EGRESS
    public static let tcxEgress = AttachType(rawValue: 47)
    /// BPF_TRACE_UPROBE_MULTI
    public static let uprobeMulti = AttachType(rawValue: 48)
    /// BPF_CGROUP_UNIX_CONNECT
    public static let cgroupConnectUnix = AttachType(rawValue: 49)
    /// BPF_CGROUP_UNIX_SENDMSG
    public static let cgroupSendUnix = AttachType(rawValue: 50)
    /// BPF_CGROUP_UNIX_RECVMSG
    public static let cgroupReceiveUnix = AttachType(rawValue: 51)
    /// BPF_CGROUP_UNIX_GETPEERNAME
    public static let cgroupPeerNameUnix = AttachType(rawValue: 52)
    /// BPF_CGROUP_UNIX_GETSOCKNAME
    public static let cgroupSocketNameUnix = AttachType(rawValue: 53)
    /// BPF_NETKIT_PRIMARY
    public static let netkitPrimary = AttachType(rawValue: 54)
    /// BPF_NETKIT_PEER
    public static let netkitPeer = AttachType(rawValue: 55)
    /// BPF_TRACE_KPROBE_SESSION
    public static let kprobeSession = AttachType(rawValue: 56)
    /// BPF_TRACE_UPROBE_SESSION
    public static let uprobeSession = AttachType(rawValue: 57)
    /// BPF_TRACE_FSESSION
    public static let traceFunctionSession = AttachType(rawValue: 58)
    /// BPF_TRACE_FENTRY_MULTI
    public static let traceFunctionEntries = AttachType(rawValue: 59)
    /// BPF_TRACE_FEXIT_MULTI
    public static let traceFunctionExits = AttachType(rawValue: 60)
    /// BPF_TRACE_FSESSION_MULTI
    public static let traceFunctionSessions = AttachType(rawValue: 61)
}
