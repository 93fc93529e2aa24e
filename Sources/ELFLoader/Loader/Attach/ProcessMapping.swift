internal import SwiftletKernel

/// A mapping of a file in a process (/proc/PID/maps).
struct ProcessMapping {
    let start, end: UInt64
    /// Offset of the mapping in the file, in bytes.
    let offset: UInt64

    /// Converts an offset in the file to an address; nil if it is outside this mapping.
    func address(of fileOffset: UInt64) -> UInt64? {
        guard fileOffset >= offset, fileOffset - offset < end - start else { return nil }
        return start + (fileOffset - offset)
    }

    /// Converts an address to an offset in the file; nil if it is outside this mapping.
    func fileOffset(of address: UInt64) -> UInt64? {
        guard address >= start, address < end else { return nil }
        let (sum, overflow) = offset.addingReportingOverflow(address - start)
        return overflow ? nil : sum
    }

    /// The executable mappings of a file in a process.
    static func executable(in process: Int32, of path: String) throws(KernelError) -> [ProcessMapping] {
        try executable(in: process, named: Kernel.resolved(path))
    }

    /// The same, by the file's path in /proc/PID/maps.
    static func executable(
        in process: Int32, named name: String
    ) throws(KernelError) -> [ProcessMapping] {
        try all(in: process).filter { $0.file == name }.map { $0.mapping }
    }

    /// The files that a process has mapped as executable, without duplicates.
    static func files(in process: Int32) throws(KernelError) -> [String] {
        var names: [String] = []
        for (_, name) in try all(in: process) where name.hasPrefix("/") && !names.contains(name) {
            names.append(name)
        }
        return names
    }

    ///     7f5c6f5d8000-7f5c6f5d9000 r-xp 00001000 103:01 362990598    /usr/lib/libhello.so
    private static func all(
        in process: Int32
    ) throws(KernelError) -> [(mapping: ProcessMapping, file: String)] {
        let text = String(decoding: try Kernel.readFile("/proc/\(process)/maps"), as: UTF8.self)
        var mappings: [(mapping: ProcessMapping, file: String)] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count == 6, words[1].contains("x"), let offset = UInt64(words[2], radix: 16)
            else { continue }
            let range = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard range.count == 2, range[0] <= range[1] else { continue }
            mappings.append(
                (
                    ProcessMapping(start: range[0], end: range[1], offset: offset),
                    String(words[5].drop(while: { $0 == " " }))
                ))
        }
        return mappings
    }
}
