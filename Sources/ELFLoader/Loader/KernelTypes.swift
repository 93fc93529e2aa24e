internal import BPFKernel
internal import BTF
internal import Bytes

/// The running kernel's types, shared by all objects of the process.
enum KernelTypes {
    private static let vmlinux = "/sys/kernel/btf/vmlinux"

    private enum State: Sendable {
        case table(BTFTable)
        case unreadable(KernelError)
        case malformed(BTFError)
    }

    /// Read on first use.
    private static let state: State = {
        let bytes: [UInt8]
        do throws(KernelError) { bytes = try Kernel.readFile(vmlinux) } catch { return .unreadable(error) }
        do throws(BTFError) {
            return .table(try BTFTable(parsing: ByteView(bytes)))
        } catch {
            return .malformed(error)
        }
    }()

    /// - Throws: `LoadError.noKernelTypes` where the kernel has none (CONFIG_DEBUG_INFO_BTF).
    static func table() throws(LoadError) -> BTFTable {
        switch state {
        case .table(let table): return table
        case .unreadable(let error): throw .noKernelTypes(path: vmlinux, error)
        case .malformed(let error): throw .targetTypes(error)
        }
    }
}
