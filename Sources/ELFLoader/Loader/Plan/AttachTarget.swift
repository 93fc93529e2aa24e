internal import SwiftletBTF
internal import SwiftletObject

/// What a program attaches to by BTF: a type, and whose.
struct AttachTarget: Sendable {
    let type: BTFTypeID
    let object: Object

    enum Object: Sendable {
        case kernel
        case module(KernelModule)
        case program(TargetProgram)
    }

    /// Of a program that doesn't.
    static var none: AttachTarget { AttachTarget(type: .void, object: .kernel) }

    /// What BPF_PROG_LOAD is told beside the type; nil for the kernel's own types.
    var descriptor: Int32? {
        switch object {
        case .kernel: nil
        case .module(let module): module.descriptor.number
        case .program(let program): program.descriptor()
        }
    }
}
