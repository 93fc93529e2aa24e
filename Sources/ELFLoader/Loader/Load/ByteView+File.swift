package import SwiftletBytes
package import SwiftletKernel

extension ByteView {
    /// The magic bytes of a file format.
    package enum Beginning: Sendable {
        /// `EI_MAG`
        case elf
        /// Raw BTF, in either byte order.
        case btf

        fileprivate var texts: [[UInt8]] {
            switch self {
            case .elf: [[0x7f] + Array("ELF".utf8)]
            case .btf: [[0xeb, 0x9f], [0x9f, 0xeb]]
            }
        }
    }

    /// Reads a regular file into memory once, without another copy.
    ///
    /// The file is not mapped: if it were truncated while mapped, an access would kill the process.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - formats: The expected formats. If the file begins otherwise, only its beginning is read, which is
    ///     enough for a parser to report the error.
    /// - Throws: `KernelError.system`; `.unfit` for a directory, a device, a pipe, or a file of more than 4
    ///   GiB.
    package init(contentsOf path: String, beginning formats: [Beginning] = [.elf]) throws(KernelError) {
        let memory = unsafe try Kernel.fileMemory(path, beginning: formats.flatMap { $0.texts })
        guard let base = memory.baseAddress else {
            self.init([])
            return
        }
        // SAFETY: the region is the only owner of the memory, which is freed with the last view.
        let region = unsafe ByteRegion(adopting: base, count: memory.count) { base, _ in
            unsafe UnsafeMutableRawPointer(mutating: base).deallocate()
        }
        self.init(region)
    }

    /// Whether the bytes begin with the magic bytes of a format.
    func begins(with format: Beginning) -> Bool {
        format.texts.contains { text in
            (try? slice(at: 0, count: text.count))?.bytes == text
        }
    }
}
