/// How an XDP program is run (XDP_FLAGS_*).
public enum XDPMode: UInt32, Sendable {
    /// By the driver if it can, else as `generic`.
    case any = 0
    /// By the network stack, with a packet already made of it.
    case generic = 2
    /// By the driver.
    case native = 4
    /// By the device.
    case offloaded = 8
}
