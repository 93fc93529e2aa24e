/// Where an argument of a static probe is, at the moment that the probe is passed.
struct StaticProbeArgument: Sendable, Equatable {
    /// `enum __bpf_usdt_arg_type`
    enum Kind: UInt8, Sendable {
        case constant = 0
        case register = 1
        /// In memory, at a register + `value`.
        case memory = 2
        /// In memory, at a register + another << `shift` + `value`.
        case indexed = 3
        /// Out of a program's reach: a vector register, or a form that isn't understood. usdt.bpf.h knows
        /// no such type, so that bpf_usdt_arg() returns -EINVAL, and all other arguments can be read.
        case unreadable = 0xff
    }

    var kind: Kind
    /// The constant, or what is added to an address.
    var value: Int64 = 0
    /// Where the register stands in `struct pt_regs`, in bytes.
    var register: UInt16 = 0
    var index: UInt16 = 0
    var shift: UInt8 = 0
    /// In bytes: 1, 2, 4 or 8.
    var size: UInt8 = 0
    var isSigned = false
    /// What `value` counts from, if not from 0: a variable of the probed file, as in `-4@glob(%rip)`. Where
    /// that is in memory, the instruction pointer at the probe tells (`resolved`).
    var symbol: String?

    static var unreadable: StaticProbeArgument { StaticProbeArgument(kind: .unreadable) }

    /// The arguments in a note's text, separated by blanks.
    static func parse(_ text: String) -> [StaticProbeArgument] {
        parts(of: text).map { StaticProbeArgument($0) ?? .unreadable }
    }

    /// The argument with its symbol's address put in.
    ///
    /// - Parameters:
    ///   - address: Of the symbol, in the file; nil if the file has none.
    ///   - probe: Where the probe is, in the file: programs see that address, moved as the symbol is.
    func resolved(_ address: UInt64?, probe: UInt64) -> StaticProbeArgument {
        guard symbol != nil else { return self }
        guard let address, kind == .memory else { return .unreadable }
        var argument = self
        argument.value &+= Int64(bitPattern: address &- probe)
        argument.symbol = nil
        return argument
    }

    /// Split at blanks, but not inside of brackets: arm64 has `[sp, 96]`.
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

    /// `SIZE@PLACE`: a negative size is that of a signed integer, one with `f` that of a floating-point
    /// number, whose bytes are handed on as they are.
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

    /// A place in this machine's assembler notation.
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
