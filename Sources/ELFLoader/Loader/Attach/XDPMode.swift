/// How the kernel runs an XDP program (XDP_FLAGS_*).
public enum XDPMode: UInt32, Sendable {
    /// In the driver if it supports XDP, else as `generic`.
    case any = 0
    /// In the network stack, after the packet's skb is allocated.
    case generic = 2
    /// In the driver.
    case native = 4
    /// On the device.
    case offloaded = 8
}
