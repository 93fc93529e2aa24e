// Loader: from the contents of a file to running programs.
//
//     ObjectSpec ──▶ LoadPlan ──▶ LoadedObject ──▶ Link
//     the file       every map    descriptors      attached
//     (Object/)      and patch
//
// `ObjectSpec.load` shows the sequence. Planning is pure: it combines the spec with the types of the target
// kernel and makes no system call. `LoadedObject` holds the fds that the kernel returned.
//
// This module is the loader's public API: `import ELFLoader` re-exports the other modules.

@_exported public import SwiftletBTF
@_exported public import SwiftletBytes
@_exported public import SwiftletCORE
@_exported public import SwiftletELF
@_exported public import SwiftletKernel
@_exported public import SwiftletObject
@_exported public import SwiftletRing
