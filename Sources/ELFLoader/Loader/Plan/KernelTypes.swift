internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletKernel
internal import Synchronization

/// The running kernel's types, shared by all objects of the process.
///
/// A kernel's table is some megabytes and its index one more, so `giveBack` frees them when loading is done.
package enum KernelTypes {
    static let vmlinux = "/sys/kernel/btf/vmlinux"

    private enum State: Sendable {
        case table(BTFTable)
        case unreadable(KernelError)
        case malformed(BTFError)
    }

    private static let isLocked = Atomic<Bool>(false)
    /// Nil before the first use, and when given back.
    // SAFETY: `isLocked` guards it.
    nonisolated(unsafe) private static var kept: State?

    /// A spin lock: the critical sections are a few instructions long.
    private static func locked<Result>(_ body: () -> Result) -> Result {
        while isLocked.exchange(true, ordering: .acquiring) {}
        defer { isLocked.store(false, ordering: .releasing) }
        return body()
    }

    /// Read on first use; two threads may both read it then.
    private static func state() -> State {
        // SAFETY: under the lock.
        if let state = locked({ unsafe kept }) { return state }
        let state = read()
        // SAFETY: under the lock.
        locked { unsafe kept = state }
        return state
    }

    /// Frees the types. Whoever uses a table keeps it; the next use reads them again.
    package static func giveBack() {
        // SAFETY: under the lock. The table is released after it, when `last` goes.
        let last = locked {
            let state = unsafe kept
            unsafe kept = nil
            return state
        }
        _ = last
    }

    private static func read() -> State {
        let view: ByteView
        do throws(KernelError) { view = try contents() } catch { return .unreadable(error) }
        do throws(BTFError) {
            return .table(try BTFTable(parsing: view))
        } catch {
            return .malformed(error)
        }
    }

    /// The mapped file if the kernel supports that, else a copy.
    static func contents() throws(KernelError) -> ByteView {
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

    /// Whether the types of the kernel itself, without its modules, have functions of these names.
    ///
    /// - Throws: `LoadError.noKernelTypes`, `.targetTypes`.
    package static func hasFunctions(named names: String...) throws(LoadError) -> [Bool] {
        try table().ids(of: names.map { BTFNameQuery($0, in: .functions) }).map { !$0.isEmpty }
    }

    /// - Throws: `LoadError.noKernelTypes` if the kernel has no BTF (CONFIG_DEBUG_INFO_BTF).
    static func table() throws(LoadError) -> BTFTable {
        switch state() {
        case .table(let table): return table
        case .unreadable(let error): throw .noKernelTypes(path: vmlinux, error)
        case .malformed(let error): throw .targetTypes(error)
        }
    }
}
