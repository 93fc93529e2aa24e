/// The attach type of a program (`enum bpf_attach_type`), if its type alone does not determine it.
package struct AttachType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The program type has no attach type (0, which is also BPF_CGROUP_INET_INGRESS).
    package static let none = AttachType(rawValue: 0)
    /// BPF_CGROUP_INET_INGRESS
    package static let cgroupIngress = AttachType(rawValue: 0)
    /// BPF_CGROUP_INET_EGRESS
    package static let cgroupEgress = AttachType(rawValue: 1)
    /// BPF_CGROUP_INET_SOCK_CREATE
    package static let cgroupSocketCreate = AttachType(rawValue: 2)
    /// BPF_CGROUP_SOCK_OPS
    package static let cgroupSocketOperations = AttachType(rawValue: 3)
    /// BPF_SK_SKB_STREAM_PARSER
    package static let streamParser = AttachType(rawValue: 4)
    /// BPF_SK_SKB_STREAM_VERDICT
    package static let streamVerdict = AttachType(rawValue: 5)
    /// BPF_CGROUP_DEVICE
    package static let cgroupDevice = AttachType(rawValue: 6)
    /// BPF_SK_MSG_VERDICT
    package static let messageVerdict = AttachType(rawValue: 7)
    /// BPF_CGROUP_INET4_BIND
    package static let cgroupBind4 = AttachType(rawValue: 8)
    /// BPF_CGROUP_INET6_BIND
    package static let cgroupBind6 = AttachType(rawValue: 9)
    /// BPF_CGROUP_INET4_CONNECT
    package static let cgroupConnect4 = AttachType(rawValue: 10)
    /// BPF_CGROUP_INET6_CONNECT
    package static let cgroupConnect6 = AttachType(rawValue: 11)
    /// BPF_CGROUP_INET4_POST_BIND
    package static let cgroupPostBind4 = AttachType(rawValue: 12)
    /// BPF_CGROUP_INET6_POST_BIND
    package static let cgroupPostBind6 = AttachType(rawValue: 13)
    /// BPF_CGROUP_UDP4_SENDMSG
    package static let cgroupSend4 = AttachType(rawValue: 14)
    /// BPF_CGROUP_UDP6_SENDMSG
    package static let cgroupSend6 = AttachType(rawValue: 15)
    /// BPF_LIRC_MODE2
    package static let infraredMode2 = AttachType(rawValue: 16)
    /// BPF_FLOW_DISSECTOR
    package static let flowDissector = AttachType(rawValue: 17)
    /// BPF_CGROUP_SYSCTL
    package static let cgroupSysctl = AttachType(rawValue: 18)
    /// BPF_CGROUP_UDP4_RECVMSG
    package static let cgroupReceive4 = AttachType(rawValue: 19)
    /// BPF_CGROUP_UDP6_RECVMSG
    package static let cgroupReceive6 = AttachType(rawValue: 20)
    /// BPF_CGROUP_GETSOCKOPT
    package static let cgroupGetSocketOption = AttachType(rawValue: 21)
    /// BPF_CGROUP_SETSOCKOPT
    package static let cgroupSetSocketOption = AttachType(rawValue: 22)
    /// BPF_TRACE_RAW_TP
    package static let traceRawTracepoint = AttachType(rawValue: 23)
    /// BPF_TRACE_FENTRY
    package static let traceFunctionEntry = AttachType(rawValue: 24)
    /// BPF_TRACE_FEXIT
    package static let traceFunctionExit = AttachType(rawValue: 25)
    /// BPF_MODIFY_RETURN
    package static let modifyReturn = AttachType(rawValue: 26)
    /// BPF_LSM_MAC
    package static let securityModule = AttachType(rawValue: 27)
    /// BPF_TRACE_ITER
    package static let traceIterator = AttachType(rawValue: 28)
    /// BPF_CGROUP_INET4_GETPEERNAME
    package static let cgroupPeerName4 = AttachType(rawValue: 29)
    /// BPF_CGROUP_INET6_GETPEERNAME
    package static let cgroupPeerName6 = AttachType(rawValue: 30)
    /// BPF_CGROUP_INET4_GETSOCKNAME
    package static let cgroupSocketName4 = AttachType(rawValue: 31)
    /// BPF_CGROUP_INET6_GETSOCKNAME
    package static let cgroupSocketName6 = AttachType(rawValue: 32)
    /// BPF_XDP_DEVMAP
    package static let xdpDeviceMap = AttachType(rawValue: 33)
    /// BPF_CGROUP_INET_SOCK_RELEASE
    package static let cgroupSocketRelease = AttachType(rawValue: 34)
    /// BPF_XDP_CPUMAP
    package static let xdpProcessorMap = AttachType(rawValue: 35)
    /// BPF_SK_LOOKUP
    package static let socketLookup = AttachType(rawValue: 36)
    /// BPF_XDP
    package static let xdp = AttachType(rawValue: 37)
    /// BPF_SK_SKB_VERDICT
    package static let socketBufferVerdict = AttachType(rawValue: 38)
    /// BPF_SK_REUSEPORT_SELECT
    package static let reusePortSelect = AttachType(rawValue: 39)
    /// BPF_SK_REUSEPORT_SELECT_OR_MIGRATE
    package static let reusePortMigrate = AttachType(rawValue: 40)
    /// BPF_PERF_EVENT
    package static let perfEvent = AttachType(rawValue: 41)
    /// BPF_TRACE_KPROBE_MULTI
    package static let kprobeMulti = AttachType(rawValue: 42)
    /// BPF_LSM_CGROUP
    package static let cgroupSecurityModule = AttachType(rawValue: 43)
    /// BPF_STRUCT_OPS
    package static let structOps = AttachType(rawValue: 44)
    /// BPF_NETFILTER
    package static let netfilter = AttachType(rawValue: 45)
    /// BPF_TCX_INGRESS
    package static let tcxIngress = AttachType(rawValue: 46)
    /// BPF_TCX_EGRESS
    package static let tcxEgress = AttachType(rawValue: 47)
    /// BPF_TRACE_UPROBE_MULTI
    package static let uprobeMulti = AttachType(rawValue: 48)
    /// BPF_CGROUP_UNIX_CONNECT
    package static let cgroupConnectUnix = AttachType(rawValue: 49)
    /// BPF_CGROUP_UNIX_SENDMSG
    package static let cgroupSendUnix = AttachType(rawValue: 50)
    /// BPF_CGROUP_UNIX_RECVMSG
    package static let cgroupReceiveUnix = AttachType(rawValue: 51)
    /// BPF_CGROUP_UNIX_GETPEERNAME
    package static let cgroupPeerNameUnix = AttachType(rawValue: 52)
    /// BPF_CGROUP_UNIX_GETSOCKNAME
    package static let cgroupSocketNameUnix = AttachType(rawValue: 53)
    /// BPF_NETKIT_PRIMARY
    package static let netkitPrimary = AttachType(rawValue: 54)
    /// BPF_NETKIT_PEER
    package static let netkitPeer = AttachType(rawValue: 55)
    /// BPF_TRACE_KPROBE_SESSION
    package static let kprobeSession = AttachType(rawValue: 56)
    /// BPF_TRACE_UPROBE_SESSION
    package static let uprobeSession = AttachType(rawValue: 57)
    /// BPF_TRACE_FSESSION
    package static let traceFunctionSession = AttachType(rawValue: 58)
    /// BPF_TRACE_FENTRY_MULTI
    package static let traceFunctionEntries = AttachType(rawValue: 59)
    /// BPF_TRACE_FEXIT_MULTI
    package static let traceFunctionExits = AttachType(rawValue: 60)
    /// BPF_TRACE_FSESSION_MULTI
    package static let traceFunctionSessions = AttachType(rawValue: 61)
}
