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

    /// The arguments in a note's text, separated by blanks.
    ///
    /// - Returns: Nil for the first that is not understood, with its text.
    static func parse(_ text: String) -> (arguments: [StaticProbeArgument], failed: String?) {
        var arguments: [StaticProbeArgument] = []
        for part in parts(of: text) {
            guard let argument = StaticProbeArgument(part) else { return (arguments, part) }
            arguments.append(argument)
        }
        return (arguments, nil)
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

    /// `SIZE@PLACE`: a negative size is that of a signed integer.
    private init?(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let size = Int(parts[0]), [1, 2, 4, 8].contains(abs(size)),
            var argument = Self.place(String(parts[1]))
        else { return nil }
        argument.size = UInt8(abs(size))
        argument.isSigned = size < 0
        self = argument
    }

    init(
        kind: Kind, value: Int64 = 0, register: UInt16 = 0, index: UInt16 = 0, shift: UInt8 = 0
    ) {
        self.kind = kind
        self.value = value
        self.register = register
        self.index = index
        self.shift = shift
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
