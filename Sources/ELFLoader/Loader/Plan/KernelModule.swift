internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletKernel

/// A module of the running kernel and its types.
final class KernelModule: Sendable {
    let name: String
    /// The module's types, which extend the kernel's.
    let types: BTFTable
    /// The fd of the module's BTF, which BPF_PROG_LOAD takes.
    let descriptor: Descriptor

    private init(name: String, types: BTFTable, _ descriptor: consuming Descriptor) {
        self.name = name
        self.types = types
        self.descriptor = descriptor
    }

    /// The modules that have types, in the order of their ids. The list is read again for each object,
    /// because modules come and go.
    ///
    /// Empty without CAP_SYS_ADMIN, which listing requires, and before Linux 5.11.
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
                // Skip a module whose types can't be read; libbpf stops here.
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

    /// The mapped file if the kernel supports that (Linux 6.16), else a copy.
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
