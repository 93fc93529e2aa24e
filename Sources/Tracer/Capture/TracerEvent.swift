/// Something that happened to a process, assembled from one or more records.
public enum TracerEvent: Sendable {
    case exec(ExecEvent)
    case exit(ExitEvent)
    case fork(ForkEvent)
    case tcp(TCPEvent)

    /// When it happened, in nanoseconds of CLOCK_BOOTTIME.
    public var time: UInt64 {
        switch self {
        case .exec(let exec): exec.time
        case .exit(let exit): exit.time
        case .fork(let fork): fork.time
        case .tcp(let tcp): tcp.time
        }
    }
}
