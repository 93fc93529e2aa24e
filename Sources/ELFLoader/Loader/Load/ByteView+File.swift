public import SwiftletBytes
public import SwiftletKernel

extension ByteView {
    /// How files of a format begin.
    public enum Beginning: Sendable {
        /// `EI_MAG`
        case elf
        /// BTF by itself, in either byte order.
        case btf

        fileprivate var texts: [[UInt8]] {
            switch self {
            case .elf: [[0x7f] + Array("ELF".utf8)]
            case .btf: [[0xeb, 0x9f], [0x9f, 0xeb]]
            }
        }
    }

    /// The whole of a regular file, read once; no further copy is made of it.
    ///
    /// It is read, not mapped: a mapped file that somebody shortens would kill the process.
    ///
    /// - Parameters:
    ///   - path: The file's.
    ///   - formats: One of them is expected. If the file begins otherwise, only its beginning is read, from
    ///     which a parser can tell what is wrong with it.
    /// - Throws: `KernelError.system`; `.unfit` for a folder, a device, a pipe, or a file of more than
    ///   4 GiB.
    public init(contentsOf path: String, beginning formats: [Beginning] = [.elf]) throws(KernelError) {
        let memory = unsafe try Kernel.fileMemory(path, beginning: formats.flatMap { $0.texts })
        guard let base = memory.baseAddress else {
            self.init([])
            return
        }
        // SAFETY: nobody else has the memory; it is freed when the last view is gone.
        let region = unsafe ByteRegion(adopting: base, count: memory.count) { base, _ in
            unsafe UnsafeMutableRawPointer(mutating: base).deallocate()
        }
        self.init(region)
    }

    /// Whether the bytes are those of a format, as far as their beginning tells.
    func begins(with format: Beginning) -> Bool {
        format.texts.contains { text in
            (try? slice(at: 0, count: text.count))?.bytes == text
        }
    }
}
