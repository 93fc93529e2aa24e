/// What an object's ELF sections and symbols know that its `.BTF` does not.
///
/// clang writes a data section with size 0 and its global variables at offset 0, and leaves it to
/// relocations to fill that in; the kernel wants the real figures.
package struct BTFFixups: Sendable, Equatable {
    /// An ELF section that holds variables.
    package struct Section: Sendable, Equatable {
        /// Bytes.
        package var size: UInt32
        /// Each global variable's offset in bytes, by name. Statics need none: theirs are right.
        package var offsets: [String: UInt32]

        package init(size: UInt32, offsets: [String: UInt32] = [:]) {
            self.size = size
            self.offsets = offsets
        }
    }

    /// By section name: `.data`, `.bss`, `.rodata`, `.maps`, `license`; and `.kconfig` as the loader
    /// laid it out. `.ksyms` needs none.
    package var sections: [String: Section]
    /// Variables of hidden visibility: they are made static.
    package var hiddenVariables: Set<String>
    /// Global functions that the verifier is to look at as static ones: those of hidden visibility.
    package var staticFunctions: Set<String>

    package init(
        sections: [String: Section] = [:], hiddenVariables: Set<String> = [],
        staticFunctions: Set<String> = []
    ) {
        self.sections = sections
        self.hiddenVariables = hiddenVariables
        self.staticFunctions = staticFunctions
    }
}
