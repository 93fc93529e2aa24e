internal import BPFKernel

/// A piece of a file that a process has mapped (/proc/PID/maps).
struct ProcessMapping {
    let start, end: UInt64
    /// Where it begins in the file, in bytes.
    let offset: UInt64

    /// Where a byte of the file is in memory; nil if this is another piece.
    func address(of fileOffset: UInt64) -> UInt64? {
        guard fileOffset >= offset, fileOffset - offset < end - start else { return nil }
        return start + (fileOffset - offset)
    }

    /// The executable pieces of a file in a process.
    ///
    ///     7f5c6f5d8000-7f5c6f5d9000 r-xp 00001000 103:01 362990598    /usr/lib/libhello.so
    static func executable(in process: Int32, of path: String) throws(KernelError) -> [ProcessMapping] {
        let resolved = Kernel.resolved(path)
        let text = String(decoding: try Kernel.readFile("/proc/\(process)/maps"), as: UTF8.self)
        var mappings: [ProcessMapping] = []
        for line in text.split(separator: "\n") where line.hasSuffix(resolved) {
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count == 6, words[1].contains("x"),
                words[5].drop(while: { $0 == " " }) == resolved[...],
                let offset = UInt64(words[2], radix: 16)
            else { continue }
            let range = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard range.count == 2, range[0] <= range[1] else { continue }
            mappings.append(ProcessMapping(start: range[0], end: range[1], offset: offset))
        }
        return mappings
    }
}
