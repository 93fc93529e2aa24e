extension Kernel {
    /// How many CPUs the kernel could ever have: a per-CPU map's value has a part for each.
    ///
    /// - Throws: `KernelError` if /sys/devices/system/cpu/possible can't be read or understood.
    public static func possibleProcessors() throws(KernelError) -> Int {
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
