internal import SwiftletBTF

/// The kernel's definition of an extern.
enum ResolvedExtern {
    /// A variable in the map `.kconfig`: index in `ObjectSpec.maps`, and offset in bytes.
    case option(map: Int, offset: Int)
    /// The address of a symbol without a type.
    case address(UInt64)
    /// A variable or function in the types of the kernel or of a module.
    case type(BTFTypeID, module: KernelModule?)
    /// The kernel has no definition, and the extern is weak.
    case missing(reason: String)
}
