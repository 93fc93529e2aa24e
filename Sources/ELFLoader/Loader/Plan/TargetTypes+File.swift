internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF
internal import SwiftletKernel

extension TargetTypes {
    /// Frees the running kernel's types, some megabytes, which are kept for the next object. The next use reads them
    /// again.
    public static func releaseRunningKernel() { KernelTypes.giveBack() }

    /// Reads the types in a file: an ELF file with a section `.BTF` (a kernel image, a module, or output of
    /// bpftool or pahole), or raw BTF.
    ///
    /// /sys/kernel/btf/vmlinux is mapped, which copies nothing (Linux 6.16); the types go with the last copy of the
    /// value. Other files are copied, since they may be truncated.
    ///
    /// - Throws: `LoadError.kernel` if the file can't be read, `.targetTypes` if the BTF is malformed, or
    ///   `.targetFile` for other defects of the file.
    public static func file(_ path: String) throws(LoadError) -> TargetTypes {
        var view: ByteView
        do {
            if path == KernelTypes.vmlinux {
                view = try KernelTypes.contents()
            } else {
                view = try ByteView(contentsOf: path, beginning: [.elf, .btf])
            }
        } catch {
            throw .kernel(error)
        }
        if view.begins(with: .elf) {
            let data: ByteView?
            do throws(ELFError) {
                let file = try ELFFile(parsing: view)
                data = try file.section(named: ".BTF").map { (section) throws(ELFError) in
                    try file.data(of: section)
                }
            } catch {
                throw .targetFile(path: path, reason: "\(error)")
            }
            guard let data else {
                throw .targetFile(path: path, reason: "an ELF file without a section .BTF")
            }
            view = data
        }
        do { return .table(try BTFTable(parsing: view)) } catch { throw .targetTypes(error) }
    }
}
