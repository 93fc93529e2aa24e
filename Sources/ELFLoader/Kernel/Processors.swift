internal import SwiftletShims

extension Kernel {
    /// How many CPUs the kernel could ever have: a per-CPU map's value has a part for each.
    ///
    /// - Throws: `KernelError` if /sys/devices/system/cpu/possible can't be read or understood.
    package static func possibleProcessors() throws(KernelError) -> Int {
        if let knownProcessors { return knownProcessors }
        return try readProcessors()
    }

    /// It never changes while the kernel runs.
    private static let knownProcessors = try? readProcessors()

    private static func readProcessors() throws(KernelError) -> Int {
        let path = "/sys/devices/system/cpu/possible"
        let text = String(decoding: try readFile(path), as: UTF8.self)
        // A list of ranges, "0-3,8-11": the highest number counts.
        var highest: Int?
        for range in text.split(whereSeparator: { $0 == "\n" || $0 == "," }) {
            guard let last = range.split(separator: "-").last, let number = Int(last) else {
                throw .unfit(subject: path, reason: "not a list of processors: \(text)")
            }
            highest = max(highest ?? 0, number)
        }
        guard let highest else { throw .unfit(subject: path, reason: "empty") }
        return highest + 1
    }
}

extension Kernel {
    /// The size of a ring that holds at least so many bytes: a power of two, and whole pages.
    ///
    /// As it is if it would not fit 32 bits.
    package static func ringSize(atLeast bytes: UInt32) -> UInt32 {
        let page = UInt32(clamping: swiftlet_page_size())
        guard bytes > page else { return bytes == 0 ? 0 : page }
        guard bytes.nonzeroBitCount > 1 else { return bytes }
        let shift = UInt32(32 - bytes.leadingZeroBitCount)
        return shift < 32 ? 1 << shift : bytes
    }
}
