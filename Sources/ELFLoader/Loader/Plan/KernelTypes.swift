internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletKernel

/// The running kernel's types, shared by all objects of the process.
package enum KernelTypes {
    private static let vmlinux = "/sys/kernel/btf/vmlinux"

    private enum State: Sendable {
        case table(BTFTable)
        case unreadable(KernelError)
        case malformed(BTFError)
    }

    /// Read on first use.
    private static let state: State = {
        let view: ByteView
        do throws(KernelError) { view = try contents() } catch { return .unreadable(error) }
        do throws(BTFError) {
            return .table(try BTFTable(parsing: view))
        } catch {
            return .malformed(error)
        }
    }()

    /// The mapped file if the kernel supports that, else a copy.
    private static func contents() throws(KernelError) -> ByteView {
        if let view = try mapped(vmlinux) { return view }
        return try ByteView(contentsOf: vmlinux, beginning: [.btf])
    }

    /// Maps a file of /sys/kernel/btf; nil if the kernel doesn't support that.
    static func mapped(_ path: String) throws(KernelError) -> ByteView? {
        guard let mapping = unsafe try Kernel.mapFile(path), let base = mapping.baseAddress else {
            return nil
        }
        // SAFETY: `mapping.count` bytes are mapped, and only the region unmaps them. The kernel's types are
        // constant while it runs, and a module's while they are mapped.
        let region = unsafe ByteRegion(adopting: base, count: mapping.count) { base, count in
            unsafe Kernel.unmapFile(UnsafeRawBufferPointer(start: base, count: count))
        }
        return ByteView(region)
    }

    /// Whether the types of the kernel itself, without its modules, have a function of this name.
    ///
    /// - Throws: `LoadError.noKernelTypes`, `.targetTypes`.
    package static func hasFunction(named name: String) throws(LoadError) -> Bool {
        try !table().ids(named: name, in: .functions).isEmpty
    }

    /// - Throws: `LoadError.noKernelTypes` if the kernel has no BTF (CONFIG_DEBUG_INFO_BTF).
    static func table() throws(LoadError) -> BTFTable {
        switch state {
        case .table(let table): return table
        case .unreadable(let error): throw .noKernelTypes(path: vmlinux, error)
        case .malformed(let error): throw .targetTypes(error)
        }
    }
}
