internal import SwiftletBTF

/// What the kernel has for an extern.
enum ResolvedExtern {
    /// A place in the map `.kconfig`: index in `ObjectSpec.maps`, and bytes.
    case option(map: Int, offset: Int)
    /// Of a symbol that has no type.
    case address(UInt64)
    /// A variable or function in the types of the kernel, or of a module.
    case type(BTFTypeID, module: KernelModule?)
    /// The kernel has none, which the program is prepared for.
    case missing(reason: String)
}
