internal import SwiftletKernel
public import SwiftletObject

extension LoadedProgram {
    /// Attaches the program to the hook that its section names.
    ///
    /// - Returns: The link, which keeps the program attached (and alive) while it lives.
    /// - Throws: `LoadError.notAttachable` if the section names no hook; otherwise as `attach(to:)`.
    public func attach(_ options: AttachOptions = AttachOptions()) throws(LoadError) -> Link {
        try attach(to: kind.hook, options)
    }

    /// Attaches the program to a hook.
    ///
    ///     let link = try program.attach(to: .kprobe(function: "vfs_read", isReturn: true))
    ///     let other = try program.attach(
    ///         to: .uprobe(UserFunction(path: "libc.so.6", symbol: "malloc"), isReturn: false))
    ///
    /// - Throws: `LoadError.kernel`, with `KernelError.missingFeature` if the kernel lacks the hook;
    ///   `.noBinary`, `.noSymbol` and similar if a program or library is probed.
    public func attach(
        to hook: Hook, _ options: AttachOptions = AttachOptions()
    ) throws(LoadError) -> Link {
        switch hook {
        case .tracepoint(let category, let event) where !event.isEmpty:
            return try link(explaining: explanation(ofTracepoint:)) { () throws(KernelError) in
                let id = try Tracefs().tracepointID(category: category, name: event)
                return try Kernel.attachTracepoint(
                    descriptor.number, id: id, cookie: options.cookie, name: name)
            }
        case .rawTracepoint(let tracepoint) where !tracepoint.isEmpty:
            return try link(explaining: explanation(ofRawTracepoint:)) { () throws(KernelError) in
                try Kernel.attachRawTracepoint(
                    descriptor.number, tracepoint: tracepoint, cookie: options.cookie, name: name)
            }
        case .kprobe(let function, let offset, let isReturn) where !function.isEmpty:
            return try link {
                explanation(of: $0, function: function, offset: offset)
            } _: { () throws(KernelError) in
                try Kernel.attachKprobe(
                    descriptor.number, function: function, offset: offset, isReturn: isReturn,
                    cookie: options.cookie, name: name)
            }
        case .kprobes(let pattern, let point) where !pattern.isEmpty:
            return try link { () throws(KernelError) in
                try Kernel.attachKprobes(
                    descriptor.number, attachType: kind.expectedAttachType.rawValue,
                    pattern: pattern, isReturn: point == .return, cookie: options.cookie, name: name)
            }
        case .systemCall(let call, let isReturn) where !call.isEmpty:
            return try link { () throws(KernelError) in
                try Kernel.attachSystemCall(
                    descriptor.number, call: call, isReturn: isReturn, cookie: options.cookie,
                    name: name)
            }
        case .uprobe(let function, let isReturn):
            return try attachUprobe(function, isReturn, options)
        case .uprobes(let path, let pattern, let point):
            return try attachUprobes(path, pattern, point, options)
        case .usdt(let path, let provider, let probe) where !path.isEmpty:
            return try attachStaticProbe(path, provider, probe, options)
        case .kernelType(_, let target) where !target.isEmpty:
            return try attachToItsType(options)
        case .malformed(let expected):
            throw .malformedHook(program: name, section: sectionName, expected: expected)
        case .tracepoint, .rawTracepoint, .kprobe, .kprobes, .systemCall, .usdt, .kernelType,
            .programFunction, .none:
            throw .notAttachable(program: name, section: sectionName)
        }
    }

    /// Wraps the attachment from `body` in a link.
    ///
    /// - Parameter reason: Explains an errno at this hook; nil if its cause isn't known.
    func link(
        explaining reason: (Errno) -> String? = { _ in nil },
        _ body: () throws(KernelError) -> Attachment
    ) throws(LoadError) -> Link {
        do { return Link(program: name, try body()) } catch { throw .kernel(error.explained(reason)) }
    }

    /// Attaches a program that was loaded for a hook in the kernel's BTF.
    private func attachToItsType(_ options: AttachOptions) throws(LoadError) -> Link {
        switch kind.expectedAttachType {
        case .traceIterator:
            return try attach(over: .everything)
        case .cgroupSecurityModule:
            // It attaches to a cgroup, which the section doesn't name.
            throw .notAttachable(program: name, section: sectionName)
        default:
            return try link { () throws(KernelError) in
                guard options.cookie != 0 else {
                    return try Kernel.attachRawTracepoint(
                        descriptor.number, tracepoint: nil, name: name)
                }
                return try Kernel.attachTracing(
                    descriptor.number, attachType: kind.expectedAttachType.rawValue,
                    cookie: options.cookie, name: name)
            }
        }
    }

    private func attachUprobe(
        _ function: UserFunction, _ isReturn: Bool, _ options: AttachOptions
    ) throws(LoadError) -> Link {
        let path: String
        var offset = function.offset
        if function.symbol.isEmpty {
            path = try UserBinary.search(function.path, program: name)
        } else {
            let binary = try UserBinary(function.path, program: name)
            path = binary.path
            offset = try binary.offset(of: function.symbol, options) &+ function.offset
        }
        return try link {
            explanation(of: $0, path: path, offsets: [offset])
        } _: { () throws(KernelError) in
            try Kernel.attachUprobe(
                descriptor.number, to: UserProbe(path: path, offset: offset), isReturn: isReturn,
                process: options.process, cookie: options.cookie, name: name)
        }
    }

    private func attachUprobes(
        _ path: String, _ pattern: String, _ point: ProbePoint, _ options: AttachOptions
    ) throws(LoadError) -> Link {
        let binary = try UserBinary(path, program: name)
        let offsets = try binary.offsets(ofFunctions: NamePattern(pattern), options)
        let cookies =
            options.cookie == 0 ? [] : [UInt64](repeating: options.cookie, count: offsets.count)
        return try link {
            explanation(of: $0, path: binary.path, offsets: offsets)
        } _: { () throws(KernelError) in
            try Kernel.attachUprobes(
                descriptor.number, attachType: kind.expectedAttachType.rawValue, path: binary.path,
                offsets: offsets, cookies: cookies, isReturn: point == .return,
                process: options.process, name: name)
        }
    }
}
