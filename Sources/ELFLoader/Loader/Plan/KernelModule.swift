internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletKernel

/// A module of the running kernel, as far as types go.
final class KernelModule: Sendable {
    let name: String
    /// Its types, which go on from the kernel's.
    let types: BTFTable
    /// The kernel's handle of them, which programs are loaded with.
    let descriptor: Descriptor

    private init(name: String, types: BTFTable, _ descriptor: consuming Descriptor) {
        self.name = name
        self.types = types
        self.descriptor = descriptor
    }

    /// The modules that have types, in the order of their ids. Modules come and go, so they are asked
    /// for anew for each object.
    ///
    /// None without CAP_SYS_ADMIN, which it takes to see them, nor before Linux 5.11.
    static func all(extending base: BTFTable) throws(LoadError) -> [KernelModule] {
        var modules: [KernelModule] = []
        var id: UInt32 = 0
        while true {
            do throws(KernelError) {
                guard let next = try Kernel.nextID(of: .btf, after: id) else { return modules }
                id = next
                guard let descriptor = try Kernel.open(.btf, id: id) else { continue }
                let info = try Kernel.btfInfo(descriptor.number, name: "\(id)")
                guard info.isKernel, info.name != "vmlinux" else { continue }
                let types = try Self.types(of: info.name, descriptor.number, extending: base)
                // A module whose types can't be read has none to offer; libbpf gives up on all here.
                guard let types else { continue }
                modules.append(KernelModule(name: info.name, types: types, descriptor))
            } catch .missingCapability {
                return modules
            } catch .call(_, _, .tooBig) {
                return modules
            } catch {
                throw .kernel(error)
            }
        }
    }

    /// In place where the kernel maps them (Linux 6.16), else a copy.
    private static func types(
        of name: String, _ descriptor: Int32, extending base: BTFTable
    ) throws(KernelError) -> BTFTable? {
        let view: ByteView
        if let mapped = try? KernelTypes.mapped("/sys/kernel/btf/\(name)") {
            view = mapped
        } else {
            view = ByteView(try Kernel.btfContents(descriptor, name: name))
        }
        return try? BTFTable(parsing: view, base: base)
    }
}
