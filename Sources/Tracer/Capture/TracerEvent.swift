/// Something that happened to a process, put together from as many records as it took.
public enum TracerEvent: Sendable {
    case exec(ExecEvent)
    case exit(ExitEvent)
    case fork(ForkEvent)
    case tcp(TCPEvent)
}
