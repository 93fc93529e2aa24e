package import SwiftletObject

extension AttachType {
    /// The name of a hook that some kernels since 5.10 lack, and the first version with it.
    package var feature: (name: String, since: String)? {
        switch self {
        case .socketBufferVerdict: ("sk_skb/verdict programs", "5.13")
        case .reusePortMigrate: ("sk_reuseport/migrate programs", "5.14")
        case .kprobeMulti: ("link of many kprobes", "5.18")
        case .cgroupSecurityModule: ("lsm_cgroup programs", "6.0")
        case .netfilter: ("netfilter programs", "6.4")
        case .tcxIngress, .tcxEgress: ("tcx", "6.6")
        case .uprobeMulti: ("link of many uprobes", "6.6")
        case .netkitPrimary, .netkitPeer: ("netkit", "6.7")
        case .cgroupConnectUnix, .cgroupSendUnix, .cgroupReceiveUnix, .cgroupPeerNameUnix,
            .cgroupSocketNameUnix:
            ("cgroup programs of Unix sockets", "6.7")
        case .kprobeSession: ("session of kprobes", "6.10")
        case .uprobeSession: ("session of uprobes", "6.13")
        case .traceFunctionSession: ("fsession programs", "7.0")
        default: nil
        }
    }
}
