internal import SwiftletBTF
internal import SwiftletObject

/// The BTF type a program attaches to, and the kernel, module or program it belongs to.
struct AttachTarget: Sendable {
    let type: BTFTypeID
    let object: Object

    enum Object: Sendable {
        case kernel
        case module(KernelModule)
        case program(TargetProgram)
    }

    /// For programs that don't attach by BTF.
    static var none: AttachTarget { AttachTarget(type: .void, object: .kernel) }

    /// The fd that BPF_PROG_LOAD takes beside the type; nil for the kernel's own types.
    var descriptor: Int32? {
        switch object {
        case .kernel: nil
        case .module(let module): module.descriptor.number
        case .program(let program): program.descriptor()
        }
    }
}
