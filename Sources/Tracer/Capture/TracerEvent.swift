/// Something that happened to a process, assembled from one or more records.
public enum TracerEvent: Sendable {
    case exec(ExecEvent)
    case exit(ExitEvent)
    case fork(ForkEvent)
    case tcp(TCPEvent)
}
