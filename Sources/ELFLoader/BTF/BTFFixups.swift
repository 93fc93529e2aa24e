/// What an object's ELF sections and symbols know that its `.BTF` does not.
///
/// clang writes a data section with size 0 and its global variables at offset 0, and leaves it to
/// relocations to fill that in; the kernel wants the real figures.
public struct BTFFixups: Sendable, Equatable {
    /// An ELF section that holds variables.
    public struct Section: Sendable, Equatable {
        /// Bytes.
        public var size: UInt32
        /// Each global variable's offset in bytes, by name. Statics need none: theirs are right.
        public var offsets: [String: UInt32]

        public init(size: UInt32, offsets: [String: UInt32] = [:]) {
            self.size = size
            self.offsets = offsets
        }
    }

    /// By section name: `.data`, `.bss`, `.rodata`, `.maps`, `license`; and `.kconfig` as the loader
    /// laid it out. `.ksyms` needs none.
    public var sections: [String: Section]
    /// Variables of hidden visibility: they are made static.
    public var hiddenVariables: Set<String>
    /// Global functions that the verifier is to look at as static ones: those of hidden visibility.
    public var staticFunctions: Set<String>

    public init(
        sections: [String: Section] = [:], hiddenVariables: Set<String> = [],
        staticFunctions: Set<String> = []
    ) {
        self.sections = sections
        self.hiddenVariables = hiddenVariables
        self.staticFunctions = staticFunctions
    }
}
