extension ProgramKind {
    /// The kind of the programs in a section; nil if the section name is unknown.
    ///
    /// - Parameter section: The name without a leading `?`.
    package init?(section: String) {
        for row in Self.sectionTable {
            guard section.hasPrefix(row.name) else { continue }
            let rest = section.dropFirst(row.name.count)
            guard rest.isEmpty || row.hook != nil && rest.first == "/" else { continue }
            self.init(
                type: row.type, expectedAttachType: row.attachType,
                hook: row.hook?(String(rest.dropFirst())) ?? .none, flags: row.flags)
            return
        }
        return nil
    }

    /// The section names in the table, for messages.
    package static var knownPrefixes: [String] { sectionTable.map { $0.name } }
}

// MARK: Parsing the part after the name

extension ProgramKind {
    @Sendable static func tracepoint(_ rest: String) -> Hook {
        let parts = rest.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return .tracepoint(category: "", name: "") }
        return .tracepoint(category: String(parts[0]), name: String(parts[1]))
    }

    @Sendable static func rawTracepoint(_ rest: String) -> Hook { .rawTracepoint(name: rest) }

    /// A type in the kernel's BTF, named `prefix` + the rest.
    static func type(_ prefix: String) -> @Sendable (String) -> Hook {
        { .kernelType(prefix: prefix, target: $0) }
    }

    @Sendable static func programFunction(_ rest: String) -> Hook { .programFunction(name: rest) }

    /// The map that refers to the program specifies the member.
    @Sendable static func member(_ rest: String) -> Hook { .none }

    /// A pattern of functions, which only the link uses.
    @Sendable static func functions(_ rest: String) -> Hook { .none }

    static func probe(isReturn: Bool) -> @Sendable (String) -> Hook {
        { rest in
            guard let (function, offset) = functionAndOffset(rest), !isReturn || offset == 0 else {
                return .malformed(expected: isReturn ? "FUNCTION" : "FUNCTION or FUNCTION+OFFSET")
            }
            return .kprobe(function: function, offset: offset, isReturn: isReturn)
        }
    }

    static func probes(_ point: ProbePoint) -> @Sendable (String) -> Hook {
        { .kprobes(pattern: $0, at: point) }
    }

    static func systemCall(isReturn: Bool) -> @Sendable (String) -> Hook {
        { .systemCall(name: $0, isReturn: isReturn) }
    }

    static func userProbe(isReturn: Bool) -> @Sendable (String) -> Hook {
        { rest in
            guard !rest.isEmpty else { return .none }
            guard let (path, rest) = pathAndRest(rest), let (symbol, offset) = functionAndOffset(rest),
                !symbol.isEmpty, !isReturn || offset == 0
            else {
                return .malformed(
                    expected: isReturn ? "PATH:FUNCTION" : "PATH:FUNCTION or PATH:FUNCTION+OFFSET")
            }
            return .uprobe(
                UserFunction(path: path, symbol: symbol, offset: offset), isReturn: isReturn)
        }
    }

    static func userProbes(_ point: ProbePoint) -> @Sendable (String) -> Hook {
        { rest in
            guard !rest.isEmpty else { return .none }
            guard let (path, pattern) = pathAndRest(rest), !pattern.isEmpty else {
                return .malformed(expected: "PATH:PATTERN")
            }
            return .uprobes(path: path, pattern: pattern, at: point)
        }
    }

    @Sendable static func userStaticProbe(_ rest: String) -> Hook {
        guard !rest.isEmpty else { return .usdt(path: "", provider: "", name: "") }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
            return .malformed(expected: "PATH:PROVIDER:NAME")
        }
        return .usdt(path: String(parts[0]), provider: String(parts[1]), name: String(parts[2]))
    }

    /// Splits `PATH:REST`.
    private static func pathAndRest(_ text: String) -> (path: String, rest: String)? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        return (String(parts[0]), String(parts[1]))
    }

    /// Splits `NAME` or `NAME+OFFSET`. The offset is decimal, or hexadecimal with `0x`.
    private static func functionAndOffset(_ text: String) -> (name: String, offset: UInt64)? {
        let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first else { return ("", 0) }
        guard parts.count == 2 else { return (String(name), 0) }
        let digits = parts[1]
        let offset =
            digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
        guard let offset, !name.isEmpty else { return nil }
        return (String(name), offset)
    }
}
