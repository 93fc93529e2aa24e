/// Where an argument of a static probe is when the probe is hit.
struct StaticProbeArgument: Sendable, Equatable {
    /// `enum __bpf_usdt_arg_type`
    enum Kind: UInt8, Sendable {
        case constant = 0
        case register = 1
        /// In memory, at a register + `value`.
        case memory = 2
        /// In memory, at a register + another << `shift` + `value`.
        case indexed = 3
        /// A BPF program can't read it: a vector register, or an operand that isn't understood. usdt.bpf.h
        /// doesn't know this type, so bpf_usdt_arg() returns -EINVAL for it; the other arguments stay
        /// readable.
        case unreadable = 0xff
    }

    var kind: Kind
    /// The constant, or the displacement added to an address.
    var value: Int64 = 0
    /// Offset of the register in `struct pt_regs`, in bytes.
    var register: UInt16 = 0
    var index: UInt16 = 0
    var shift: UInt8 = 0
    /// In bytes: 1, 2, 4 or 8.
    var size: UInt8 = 0
    var isSigned = false
    /// The symbol that `value` is relative to: a variable of the probed file, as in `-4@glob(%rip)`.
    /// `resolved` replaces it with an offset from the instruction pointer at the probe.
    var symbol: String?

    static var unreadable: StaticProbeArgument { StaticProbeArgument(kind: .unreadable) }

    /// Parses the arguments in a note, which are separated by blanks.
    static func parse(_ text: String) -> [StaticProbeArgument] {
        parts(of: text).map { StaticProbeArgument($0) ?? .unreadable }
    }

    /// Replaces the symbol with its address, relative to the probe.
    ///
    /// - Parameters:
    ///   - address: The symbol's address in the file; nil if the file has no such symbol.
    ///   - probe: The probe's address in the file. At run time both addresses move by the same offset.
    func resolved(_ address: UInt64?, probe: UInt64) -> StaticProbeArgument {
        guard symbol != nil else { return self }
        guard let address, kind == .memory else { return .unreadable }
        var argument = self
        argument.value &+= Int64(bitPattern: address &- probe)
        argument.symbol = nil
        return argument
    }

    /// Splits at blanks, except inside brackets: arm64 has `[sp, 96]`.
    private static func parts(of text: String) -> [String] {
        var parts: [[UInt8]] = [[]]
        var depth = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: " ") where depth > 0: continue
            case UInt8(ascii: " "):
                parts.append([])
                continue
            default: break
            }
            parts[parts.count - 1].append(byte)
        }
        return parts.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Parses `SIZE@PLACE`. A negative size means a signed integer. The suffix `f` means a floating-point
    /// number, whose bytes are passed on unchanged.
    private init?(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let number = parts[0].hasSuffix("f") ? parts[0].dropLast() : parts[0]
        guard let size = Int(number), [1, 2, 4, 8].contains(size.magnitude),
            var argument = Self.place(String(parts[1]))
        else { return nil }
        argument.size = UInt8(size.magnitude)
        argument.isSigned = size < 0
        self = argument
    }

    init(
        kind: Kind, value: Int64 = 0, register: UInt16 = 0, index: UInt16 = 0, shift: UInt8 = 0,
        symbol: String? = nil
    ) {
        self.kind = kind
        self.value = value
        self.register = register
        self.index = index
        self.shift = shift
        self.symbol = symbol
    }

    /// Parses an operand in the assembler notation of this architecture.
    private static func place(_ text: String) -> StaticProbeArgument? {
        #if arch(x86_64)
            X86Registers.place(text)
        #elseif arch(arm64)
            ARM64Registers.place(text)
        #else
            nil
        #endif
    }
}
