internal import ELFLoader

/// One instruction in the notation of llvm-objdump (LLVM 21) with all extensions of the instruction set.
///
///     r1 = *(u64 *)(r2 + 0x8)      if w1 s> 0x5 goto +0x3      r1 = 0x100000000 ll
///
/// Authority: RFC 9669, and llvm/lib/Target/BPF/BPFInstrInfo.td for the notation.
struct InstructionText {
    /// `<unknown>` for encodings that are reserved.
    let text: String
    /// How far a jump goes, in instructions after the next one; nil if it is no jump.
    let jump: Int?

    static var unknown: String { "<unknown>" }

    /// - Parameter second: The second slot of a wide load; nil at the end of the code.
    init(_ instruction: Instruction, second: Instruction?) {
        var jump: Int?
        text = Self.text(instruction, second, &jump) ?? Self.unknown
        self.jump = text == Self.unknown ? nil : jump
    }

    private static func text(_ code: Instruction, _ second: Instruction?, _ jump: inout Int?)
        -> String?
    {
        switch code.instructionClass {
        case .load: load(code, second)
        case .loadRegister: loadRegister(code)
        case .store: store(code)
        case .storeRegister: storeRegister(code)
        case .arithmetic32, .arithmetic64: arithmetic(code)
        case .jump, .jump32: jumpText(code, &jump)
        }
    }

    // MARK: Operands

    /// `0x5`, `-0x5`
    static func hexadecimal(_ number: Int64) -> String {
        (number < 0 ? "-0x" : "0x") + String(number.magnitude, radix: 16)
    }

    private static func signed(_ number: Int64) -> String {
        (number < 0 ? "" : "+") + hexadecimal(number)
    }

    /// `r2 + 0x8`
    private static func address(_ register: UInt8, _ offset: Int16) -> String {
        "r\(register) " + (offset < 0 ? "- " : "+ ") + "0x" + String(offset.magnitude, radix: 16)
    }

    /// The size of a memory access by bits 3 and 4 of the opcode.
    private static func bits(_ code: Instruction) -> String {
        switch code.opcode & 0x18 {
        case 0x00: "32"
        case 0x08: "16"
        case 0x10: "8"
        default: "64"
        }
    }

    private static func isWide(_ code: Instruction) -> Bool { code.opcode & 0x18 == 0x18 }

    private static func register(_ number: UInt8, isWide: Bool) -> String {
        (isWide ? "r" : "w") + "\(number)"
    }

    // MARK: Memory

    private static func load(_ code: Instruction, _ second: Instruction?) -> String? {
        switch code.opcode {
        case 0x18:
            guard let second, second.opcode == 0, code.offset == 0 else { return nil }
            let value = Int64(second.immediate) << 32 | Int64(UInt32(bitPattern: code.immediate))
            return code.source == 0
                ? "r\(code.destination) = \(hexadecimal(value)) ll"
                : "ld_pseudo r\(code.destination), \(hexadecimal(Int64(code.source))), \(hexadecimal(Int64(UInt32(bitPattern: code.immediate))))"
        case 0x20, 0x28, 0x30:
            return "r0 = *(u\(bits(code)) *)skb[\(hexadecimal(Int64(code.immediate)))]"
        case 0x40, 0x48, 0x50: return "r0 = *(u\(bits(code)) *)skb[r\(code.source)]"
        default: return nil
        }
    }

    private static func loadRegister(_ code: Instruction) -> String? {
        let place = " *)(\(address(code.source, code.offset)))"
        switch code.opcode & 0xe0 {
        // BPF_MEM
        case 0x60:
            return "\(register(code.destination, isWide: isWide(code))) = *(u\(bits(code))\(place)"
        // BPF_MEMSX
        case 0x80 where !isWide(code): return "r\(code.destination) = *(s\(bits(code))\(place)"
        default: return nil
        }
    }

    private static func store(_ code: Instruction) -> String? {
        guard code.opcode & 0xe0 == 0x60 else { return nil }
        return
            "*(u\(bits(code)) *)(\(address(code.destination, code.offset))) = \(hexadecimal(Int64(code.immediate)))"
    }

    private static func storeRegister(_ code: Instruction) -> String? {
        let value = register(code.source, isWide: isWide(code))
        let place = "(u\(bits(code)) *)(\(address(code.destination, code.offset)))"
        switch code.opcode & 0xe0 {
        case 0x60: return "*\(place) = \(value)"
        case 0xc0: break
        default: return nil
        }
        // BPF_ATOMIC: the immediate is the operation.
        switch code.immediate {
        case 0x100:
            return
                "\(register(code.destination, isWide: isWide(code))) = load_acquire((u\(bits(code)) *)(\(address(code.source, code.offset))))"
        case 0x110: return "store_release(\(place), \(value))"
        default: break
        }
        guard code.opcode & 0x18 == 0 || isWide(code) else { return nil }
        let operation: (sign: String, name: String)
        switch code.immediate & ~1 {
        case 0x00: operation = ("+", "add")
        case 0x40: operation = ("|", "or")
        case 0x50: operation = ("&", "and")
        case 0xa0: operation = ("^", "xor")
        default:
            let name = isWide(code) ? "_64(" : "32_32("
            let where_ = address(code.destination, code.offset)
            switch code.immediate {
            case 0xe1: return "\(value) = xchg\(name)\(where_), \(value))"
            case 0xf1:
                let old = register(0, isWide: isWide(code))
                return "\(old) = cmpxchg\(name)\(where_), \(old), \(value))"
            default: return nil
            }
        }
        return code.immediate & 1 == 0
            ? "lock *\(place) \(operation.sign)= \(value)"
            : "\(value) = atomic_fetch_\(operation.name)(\(place), \(value))"
    }

    // MARK: Arithmetic

    private static func arithmetic(_ code: Instruction) -> String? {
        let isWide = code.instructionClass == .arithmetic64
        let target = register(code.destination, isWide: isWide)
        let isRegister = code.opcode & 0x08 != 0
        let value =
            isRegister ? register(code.source, isWide: isWide) : hexadecimal(Int64(code.immediate))
        let operation = code.opcode & 0xf0
        switch operation {
        case 0x80: return isRegister ? nil : "\(target) = -\(target)"
        case 0xd0: return endianness(code, isWide: isWide, isRegister: isRegister)
        case 0xb0: return move(code, target, value, isWide: isWide, isRegister: isRegister)
        // Signed division and remainder.
        case 0x30 where code.offset == 1: return "\(target) s/= \(value)"
        case 0x90 where code.offset == 1: return "\(target) s%= \(value)"
        default: break
        }
        guard code.offset == 0 else { return nil }
        let sign: String
        switch operation {
        case 0x00: sign = "+="
        case 0x10: sign = "-="
        case 0x20: sign = "*="
        case 0x30: sign = "/="
        case 0x40: sign = "|="
        case 0x50: sign = "&="
        case 0x60: sign = "<<="
        case 0x70: sign = ">>="
        case 0x90: sign = "%="
        case 0xa0: sign = "^="
        case 0xc0: sign = "s>>="
        default: return nil
        }
        return "\(target) \(sign) \(value)"
    }

    private static func endianness(_ code: Instruction, isWide: Bool, isRegister: Bool) -> String? {
        guard [16, 32, 64].contains(code.immediate), !(isWide && isRegister) else { return nil }
        let name = isWide ? "bswap" : isRegister ? "be" : "le"
        return "r\(code.destination) = \(name)\(code.immediate) r\(code.destination)"
    }

    private static func move(
        _ code: Instruction, _ target: String, _ value: String, isWide: Bool, isRegister: Bool
    ) -> String? {
        guard code.offset != 0 else { return "\(target) = \(value)" }
        guard isRegister else { return nil }
        switch code.offset {
        case 8, 16: return "\(target) = (s\(code.offset))\(value)"
        case 32 where isWide: return "\(target) = (s32)\(value)"
        case 1 where isWide:
            let spaces = UInt32(bitPattern: code.immediate)
            return
                "\(target) = addr_space_cast(\(value), \(hexadecimal(Int64(spaces >> 16))), \(hexadecimal(Int64(spaces & 0xffff))))"
        default: return nil
        }
    }

    // MARK: Jumps

    private static func jumpText(_ code: Instruction, _ jump: inout Int?) -> String? {
        switch code.opcode {
        case 0x05:
            jump = Int(code.offset)
            return "goto \(signed(Int64(code.offset)))"
        case 0x06:
            jump = Int(code.immediate)
            return "gotol \(signed(Int64(code.immediate)))"
        case 0xe5:
            jump = Int(code.offset)
            return "may_goto \(signed(Int64(code.offset)))"
        case 0x85: return "call \(hexadecimal(Int64(code.immediate)))"
        case 0x8d: return "callx r\(code.destination)"
        case 0x95: return code.immediate == 0 ? "exit" : nil
        default: break
        }
        let condition: String
        switch code.opcode & 0xf0 {
        case 0x10: condition = "=="
        case 0x20: condition = ">"
        case 0x30: condition = ">="
        case 0x40: condition = "&"
        case 0x50: condition = "!="
        case 0x60: condition = "s>"
        case 0x70: condition = "s>="
        case 0xa0: condition = "<"
        case 0xb0: condition = "<="
        case 0xc0: condition = "s<"
        case 0xd0: condition = "s<="
        default: return nil
        }
        let isWide = code.instructionClass == .jump
        let value =
            code.opcode & 0x08 != 0
            ? register(code.source, isWide: isWide) : hexadecimal(Int64(code.immediate))
        jump = Int(code.offset)
        return
            "if \(register(code.destination, isWide: isWide)) \(condition) \(value) goto \(signed(Int64(code.offset)))"
    }
}
