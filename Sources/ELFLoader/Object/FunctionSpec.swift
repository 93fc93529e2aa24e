/// A function of an object: a program's entry, or a subprogram.
package struct FunctionSpec: Sendable {
    package let name: String
    /// Further names of the same instructions (`__attribute__((alias))`).
    ///
    /// A program that has one is one program, found by either name. libbpf 1.7 makes a program of each symbol and
    /// gives the relocations to one of them, so that the other is refused as soon as the code uses a map; where both
    /// load, attaching the object would count every event twice.
    package let aliases: [String]
    package let sectionName: String
    /// Index of the section in the ELF file.
    package let section: Int
    /// Where the function begins in its section, in instructions.
    package let start: Int
    package let instructions: [Instruction]
    /// Places in `instructions` that depend on something else, in order.
    package internal(set) var relocations: [CodeRelocation]
    /// Seen outside its file (STB_GLOBAL or STB_WEAK): verified by itself, unless hidden.
    package let isGlobal: Bool
    package let isWeak: Bool
    /// STV_HIDDEN or STV_INTERNAL
    package let isHidden: Bool

    /// In a section of functions that are no programs: `.text`, `.text.unlikely.`, `.text.NAME`.
    package var isInText: Bool { sectionName == ".text" || sectionName.hasPrefix(".text.") }
}

/// An instruction that the loader has to fill in, and with what.
package struct CodeRelocation: Sendable {
    package enum Target: Sendable {
        /// A wide load of a map's descriptor: index in `ObjectSpec.maps`.
        case map(Int)
        /// A wide load of an address in a data map's value: index in `ObjectSpec.maps`, and bytes.
        case data(map: Int, offset: Int32)
        /// A call of another function: index in `ObjectSpec.functions`.
        case call(function: Int)
        /// A wide load of a function's address (BPF_PSEUDO_FUNC): index in `ObjectSpec.functions`.
        case functionAddress(function: Int)
        /// A wide load of what the kernel provides: index in `ObjectSpec.externs`.
        case extern(Int)
        /// A call of a kernel function: index in `ObjectSpec.externs`.
        case externCall(Int)
        /// A wide load of the address of a table of jumps (`.jumptables`), by its symbol. Programs that need one
        /// are refused: the kernel takes such tables as maps from Linux 6.19 on (BPF_MAP_TYPE_INSN_ARRAY).
        case jumpTable(symbol: String)
        /// Nothing that a loader could fill in. The programs that get here are refused, and no others: a
        /// linked object may hold code that nobody calls.
        case invalid(ObjectError)
    }

    /// Index in the function's instructions.
    package let instruction: Int
    package let target: Target
}
