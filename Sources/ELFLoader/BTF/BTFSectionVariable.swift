/// Where a variable lies in its ELF section (`struct btf_var_secinfo`).
///
/// In an object that clang wrote, the offset of a global is 0: the linker's relocation would fill it
/// in, and the loader does (`BTFFixups`).
package struct BTFSectionVariable: Sendable, Equatable {
    /// A variable, or in `.ksyms` a function.
    package let type: BTFTypeID
    /// Bytes from the start of the section.
    package let offset: UInt32
    /// Bytes.
    package let size: UInt32
}
