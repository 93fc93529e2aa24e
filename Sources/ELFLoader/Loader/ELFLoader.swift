// Loader: from what a file says to programs that run.
//
//     ObjectSpec ──▶ LoadPlan ──▶ LoadedObject ──▶ Link
//     the file       every map    descriptors      attached
//     (Object/)      and patch
//
// `ObjectSpec.load` is the story in short. The plan is pure: it is made from the spec and from the
// types of the kernel that is to run it, and makes no system call; `LoadedObject` holds what the
// kernel gave out for it.
//
// This module is the public face of the loader: `import ELFLoader` brings the chapters along.

@_exported public import SwiftletBTF
@_exported public import SwiftletBytes
@_exported public import SwiftletCORE
@_exported public import SwiftletELF
@_exported public import SwiftletKernel
@_exported public import SwiftletObject
@_exported public import SwiftletRing
