internal import SwiftletShims

extension Kernel {
    /// Attaches a program to all kernel functions that match a pattern, through one link (Linux 5.18).
    ///
    /// - Parameters:
    ///   - program: Loaded with BPF_TRACE_KPROBE_MULTI, or with BPF_TRACE_KPROBE_SESSION to run at both entry
    ///     and return (Linux 6.10).
    ///   - pattern: A name, in which `*` matches any characters and `?` matches one.
    ///   - cookie: The attach cookie, the same for all functions.
    /// - Throws: `KernelError.missingFeature`, `.noFunction`, `.noFunctions`, `.call`.
    package static func attachKprobes(
        _ program: Int32, attachType: UInt32, pattern: String, isReturn: Bool, cookie: UInt64 = 0,
        name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_kprobes()
        attributes.link.prog_fd = UInt32(bitPattern: program)
        attributes.link.attach_type = attachType
        attributes.probe_flags = isReturn ? 1 : 0  // BPF_F_KPROBE_MULTI_RETURN

        // Probe for the link type first, so that functions aren't listed in vain.
        attributes.count = 1
        attributes.symbols = 1
        if SystemCalls.bpf(.linkCreate, &attributes) == -Int(Errno.invalid.rawValue) {
            // A kernel with the link type fails with EFAULT, because it can't read the symbols at address 1.
            let isSession = attachType == LinkType.kprobeSession
            throw .missingFeature(
                isSession ? "session of kprobes" : "link of many kprobes",
                since: isSession ? "6.10" : "5.18", subject: "program '\(name)'")
        }
        attributes.symbols = 0
        let glob = NamePattern(pattern)
        let result =
            glob.isName
            ? attach(&attributes, toFunction: pattern, cookie)
            : attach(&attributes, toFunctionsAt: try traceableFunctions(glob, name), cookie)
        if result >= 0 { return Attachment(link: Descriptor(adopting: Int32(result))) }
        switch Errno(result: result) {
        case .noProcess, .noEntry: throw .noFunction(name: pattern, program: name)
        case .notSupported:
            throw .missingFeature(
                "link of many kprobes (CONFIG_FPROBE)", since: "5.18", subject: "program '\(name)'")
        case let errno: throw error(.linkCreate, "program '\(name)': '\(pattern)'", errno)
        }
    }

    private static func attach(
        _ attributes: inout bpf_attr_link_create_kprobes, toFunction function: String,
        _ cookie: UInt64
    ) -> Int {
        let cookies = [cookie]
        // SAFETY: one address of a NUL-terminated string and one cookie, which outlive the call.
        return unsafe function.withCString { function in
            let symbols = unsafe [address(UnsafeRawPointer(function))]
            return unsafe symbols.withUnsafeBytes { symbols in
                unsafe cookies.withUnsafeBytes { cookies in
                    unsafe attributes.symbols = address(symbols.baseAddress)
                    if cookie != 0 { unsafe attributes.cookies = address(cookies.baseAddress) }
                    return SystemCalls.bpf(.linkCreate, &attributes)
                }
            }
        }
    }

    private static func attach(
        _ attributes: inout bpf_attr_link_create_kprobes, toFunctionsAt addresses: [UInt64],
        _ cookie: UInt64
    ) -> Int {
        attributes.count = UInt32(clamping: addresses.count)
        let cookies = cookie == 0 ? [] : [UInt64](repeating: cookie, count: addresses.count)
        // SAFETY: `count` addresses, and as many cookies or none, which outlive the call.
        return unsafe addresses.withUnsafeBytes { addresses in
            unsafe cookies.withUnsafeBytes { cookies in
                unsafe attributes.addresses = address(addresses.baseAddress)
                if cookie != 0 { unsafe attributes.cookies = address(cookies.baseAddress) }
                return SystemCalls.bpf(.linkCreate, &attributes)
            }
        }
    }

    /// The addresses of the functions that match and that ftrace can trace.
    private static func traceableFunctions(
        _ pattern: NamePattern, _ program: String
    ) throws(KernelError) -> [UInt64] {
        let tracefs = try Tracefs()
        var addresses: Set<UInt64> = []
        // `ffffffff81001000 do_one [module]`, Linux 6.5
        if let text = try? tracefs.contents(of: "available_filter_functions_addrs") {
            forEachLine(text) { words in
                guard words.count >= 2, pattern.matches(words[1]) else { return }
                addresses.insert(hexadecimalNumber(words[0]))
            }
        } else {
            // `do_one [module]`; the addresses are in /proc/kallsyms: `ffffffff81001000 t do_one`. If the
            // list of traceable functions is unreadable, try all functions; the kernel rejects the others.
            var names: Set<ArraySlice<UInt8>>?
            if let text = try? tracefs.contents(of: "available_filter_functions") {
                var traceable: Set<ArraySlice<UInt8>> = []
                forEachLine(text) { words in
                    if let name = words.first, pattern.matches(name) { traceable.insert(name) }
                }
                names = traceable
            }
            forEachLine(try readFile("/proc/kallsyms")) { words in
                guard words.count >= 3 else { return }
                let isFunction = words[1].first.map { $0 | 0x20 } == UInt8(ascii: "t")
                guard names?.contains(words[2]) ?? (isFunction && pattern.matches(words[2])) else {
                    return
                }
                addresses.insert(hexadecimalNumber(words[0]))
            }
        }
        // All addresses are 0 if the kernel hides them (kernel.kptr_restrict).
        addresses.remove(0)
        guard !addresses.isEmpty else {
            throw .noFunctions(pattern: pattern.text, program: program)
        }
        return Array(addresses)
    }

    private static func forEachLine(_ text: [UInt8], _ body: ([ArraySlice<UInt8>]) -> Void) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            body(line.split(maxSplits: 3) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
        }
    }

    private static func hexadecimalNumber(_ text: ArraySlice<UInt8>) -> UInt64 {
        UInt64(String(decoding: text, as: UTF8.self), radix: 16) ?? 0
    }
}
