/// Information from an object's ELF sections and symbols that its `.BTF` lacks.
///
/// clang writes size 0 for a data section and offset 0 for its global variables, and leaves the real
/// values to relocations. The kernel requires the real values.
package struct BTFFixups: Sendable, Equatable {
    /// An ELF section that holds variables.
    package struct Section: Sendable, Equatable {
        /// The size in bytes.
        package var size: UInt32
        /// The offset of each global variable in bytes, keyed by name. Offsets of static variables are
        /// already correct.
        package var offsets: [String: UInt32]

        package init(size: UInt32, offsets: [String: UInt32] = [:]) {
            self.size = size
            self.offsets = offsets
        }
    }

    /// Sections by name: `.data`, `.bss`, `.rodata`, `.maps`, `license`, and `.kconfig` as laid out by
    /// the loader. `.ksyms` needs no entry.
    package var sections: [String: Section]
    /// Variables with hidden visibility, which become static.
    package var hiddenVariables: Set<String>
    /// Global functions with hidden visibility, which the verifier treats as static.
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
