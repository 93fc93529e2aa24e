internal import SwiftletShims

extension Kernel {
    /// The number of possible CPUs: a value of a per-CPU map has a part for each.
    ///
    /// - Throws: `KernelError` if /sys/devices/system/cpu/possible can't be read or parsed.
    package static func possibleProcessors() throws(KernelError) -> Int {
        if let knownProcessors { return knownProcessors }
        return try readProcessors()
    }

    /// The number is constant while the kernel runs.
    private static let knownProcessors = try? readProcessors()

    private static func readProcessors() throws(KernelError) -> Int {
        let path = "/sys/devices/system/cpu/possible"
        let text = String(decoding: try readFile(path), as: UTF8.self)
        // A list of ranges, "0-3,8-11"; the highest number determines the count.
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
    /// Rounds a ring buffer's size up to a power of two of at least a page.
    ///
    /// Returns the size unchanged if the result would exceed 32 bits.
    package static func ringSize(atLeast bytes: UInt32) -> UInt32 {
        let page = UInt32(clamping: swiftlet_page_size())
        guard bytes > page else { return bytes == 0 ? 0 : page }
        guard bytes.nonzeroBitCount > 1 else { return bytes }
        let shift = UInt32(32 - bytes.leadingZeroBitCount)
        return shift < 32 ? 1 << shift : bytes
    }
}
