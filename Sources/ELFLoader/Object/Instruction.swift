/// One 8-byte slot of a BPF program.
///
///     byte  0         1                 2      4            8
///           ┌────────┬────────┬────────┬──────┬────────────┐
///           │ opcode │ src  4 │ dst  4 │ off  │    imm     │
///           └────────┴────────┴────────┴──────┴────────────┘
///
/// A 64-bit immediate load (`lddw`) takes two slots; the second has opcode 0 and holds the upper half
/// in `imm`. (In big-endian objects, the nibbles of byte 1 are swapped.)
///
/// Source: Documentation/bpf/standardization/instruction-set.rst, RFC 9669.
public struct Instruction: Sendable, Equatable {
    public var opcode: UInt8
    public var destination: UInt8
    public var source: UInt8
    public var offset: Int16
    public var immediate: Int32

    package init(
        opcode: UInt8, destination: UInt8 = 0, source: UInt8 = 0, offset: Int16 = 0,
        immediate: Int32 = 0
    ) {
        self.opcode = opcode
        self.destination = destination
        self.source = source
        self.offset = offset
        self.immediate = immediate
    }

    /// The size of a slot in bytes.
    package static var size: Int { 8 }
}

extension Instruction {
    /// The instruction class: the low three bits of the opcode.
    package enum Class: UInt8, Sendable {
        /// BPF_LD
        case load = 0x00
        /// BPF_LDX
        case loadRegister = 0x01
        /// BPF_ST
        case store = 0x02
        /// BPF_STX
        case storeRegister = 0x03
        /// BPF_ALU
        case arithmetic32 = 0x04
        /// BPF_JMP
        case jump = 0x05
        /// BPF_JMP32
        case jump32 = 0x06
        /// BPF_ALU64
        case arithmetic64 = 0x07
    }

    package var instructionClass: Class {
        switch opcode & 0x07 {
        case 0x00: .load
        case 0x01: .loadRegister
        case 0x02: .store
        case 0x03: .storeRegister
        case 0x04: .arithmetic32
        case 0x05: .jump
        case 0x06: .jump32
        default: .arithmetic64
        }
    }

    /// `BPF_LD | BPF_DW | BPF_IMM`: a 64-bit immediate, a map, a variable or a function address.
    package var isWideLoad: Bool { opcode == 0x18 }
    /// `BPF_JMP | BPF_CALL`: a helper, a subprogram or a kernel function.
    package var isCall: Bool { opcode == 0x85 }
    /// Whether this is a call of another function in the same object (`src_reg == BPF_PSEUDO_CALL`).
    package var isSubprogramCall: Bool { isCall && source == Pseudo.call }

    /// Values of `src_reg`, which give the meaning of the immediate of a wide load or call
    /// (linux/bpf.h).
    package enum Pseudo {
        /// BPF_PSEUDO_MAP_FD
        package static var mapDescriptor: UInt8 { 1 }
        /// BPF_PSEUDO_MAP_VALUE: the second slot's immediate is the offset in the value
        package static var mapValue: UInt8 { 2 }
        /// BPF_PSEUDO_BTF_ID: a kernel variable; the second slot's immediate is the BTF fd
        package static var kernelVariable: UInt8 { 3 }
        /// BPF_PSEUDO_FUNC: the address of a subprogram
        package static var function: UInt8 { 4 }
        /// BPF_PSEUDO_CALL
        package static var call: UInt8 { 1 }
        /// BPF_PSEUDO_KFUNC_CALL
        package static var kernelFunctionCall: UInt8 { 2 }
    }
}
