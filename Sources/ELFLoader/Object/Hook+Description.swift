extension Hook: CustomStringConvertible {
    /// A description for people: `tracepoint sched:sched_switch`, `function vfs_read`.
    public var description: String {
        switch self {
        case .tracepoint(let category, let name): "tracepoint \(category):\(name)"
        case .rawTracepoint(let name): "raw tracepoint \(name)"
        case .kprobe(let function, let offset, let isReturn):
            "\(isReturn ? "return of " : "")function \(function)\(offset == 0 ? "" : "+\(offset)")"
        case .kprobes(let pattern, let point): "\(point.words)functions \(pattern)"
        case .systemCall(let name, let isReturn): "\(isReturn ? "return of " : "")system call \(name)"
        case .uprobe(let function, let isReturn):
            "\(isReturn ? "return of " : "")\(function.symbol)\(function.offset == 0 ? "" : "+\(function.offset)") in \(function.path)"
        case .uprobes(let path, let pattern, let point): "\(point.words)\(pattern) in \(path)"
        case .usdt(let path, let provider, let name): "probe \(provider):\(name) in \(path)"
        case .kernelType("btf_trace_", let target): "tracepoint \(target)"
        case .kernelType(_, let target): target
        case .programFunction(let name): "function \(name) of another program"
        case .malformed(let expected): "nothing: expected \(expected)"
        case .none: "nothing: the section does not say"
        }
    }
}

extension ProbePoint {
    fileprivate var words: String {
        switch self {
        case .entry: ""
        case .return: "return of "
        case .session: "entry and return of "
        }
    }
}
