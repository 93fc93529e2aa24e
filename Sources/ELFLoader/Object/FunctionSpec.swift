/// A function of an object: a program's entry, or a subprogram.
package struct FunctionSpec: Sendable {
    package let name: String
    /// Other names of the same instructions (`__attribute__((alias))`).
    ///
    /// A program with aliases is one program, found by any of its names. libbpf 1.7 creates a program
    /// for each symbol and assigns the relocations to only one of them, so the other is rejected as
    /// soon as the code uses a map. If both load, attaching the object counts every event twice.
    package let aliases: [String]
    package let sectionName: String
    /// The index of the section in the ELF file.
    package let section: Int
    /// The offset of the function in its section, in instructions.
    package let start: Int
    package let instructions: [Instruction]
    /// The places in `instructions` that the loader fills in, in order.
    package internal(set) var relocations: [CodeRelocation]
    /// Whether the function is visible outside its file (STB_GLOBAL or STB_WEAK). The verifier checks
    /// such a function separately, unless it is hidden.
    package let isGlobal: Bool
    package let isWeak: Bool
    /// Whether the visibility is STV_HIDDEN or STV_INTERNAL.
    package let isHidden: Bool

    /// Whether the function is in a section without programs: `.text`, `.text.unlikely.`, `.text.NAME`.
    package var isInText: Bool { sectionName == ".text" || sectionName.hasPrefix(".text.") }
}

/// An instruction that the loader fills in, and the value that it needs.
package struct CodeRelocation: Sendable {
    package enum Target: Sendable {
        /// A wide load of a map's fd, by index in `ObjectSpec.maps`.
        case map(Int)
        /// A wide load of an address in a data map's value, by index in `ObjectSpec.maps` and offset in
        /// bytes.
        case data(map: Int, offset: Int32)
        /// A call of another function, by index in `ObjectSpec.functions`.
        case call(function: Int)
        /// A wide load of a function's address (BPF_PSEUDO_FUNC), by index in `ObjectSpec.functions`.
        case functionAddress(function: Int)
        /// A wide load of an extern, by index in `ObjectSpec.externs`.
        case extern(Int)
        /// A call of a kernel function, by index in `ObjectSpec.externs`.
        case externCall(Int)
        /// A wide load of the address of a jump table (`.jumptables`), by its symbol.
        ///
        /// The loader rejects programs that need one. Since Linux 6.19 the kernel accepts jump tables
        /// as maps (BPF_MAP_TYPE_INSN_ARRAY).
        case jumpTable(symbol: String)
        /// A relocation that the loader cannot apply. Only programs that reach it are rejected, because
        /// a linked object may contain code that nothing calls.
        case invalid(ObjectError)
    }

    /// The index in the function's instructions.
    package let instruction: Int
    package let target: Target
}
