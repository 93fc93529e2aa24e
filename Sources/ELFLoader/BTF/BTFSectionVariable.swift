/// The place of a variable in its ELF section (`struct btf_var_secinfo`).
///
/// In an object written by clang, the offset of a global variable is 0, because a linker would fill it
/// in from a relocation. The loader fills it in instead (`BTFFixups`).
package struct BTFSectionVariable: Sendable, Equatable {
    /// A variable; in `.ksyms` also a function.
    package let type: BTFTypeID
    /// The offset in bytes from the start of the section.
    package let offset: UInt32
    /// The size in bytes.
    package let size: UInt32
}
