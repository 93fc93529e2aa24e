internal import SwiftletKernel

/// The running kernel's version as a number, only for programs that ask for it (`LINUX_KERNEL_VERSION`). The
/// loader itself probes what a kernel supports.
package enum KernelVersion {
    /// `major << 16 | minor << 8 | patch`, as LINUX_VERSION_CODE. A patch above 255 becomes 255. Nil if the
    /// version is unavailable.
    ///
    /// Ubuntu and Debian name kernels after the first release of a series. The release they are built from is
    /// in /proc/version_signature (`Ubuntu 5.4.0-12.15-generic 5.4.8`) and in the version of uname(2) (`#1
    /// SMP Debian 5.10.218-1`), respectively.
    package static func code() -> UInt32? {
        if let signature = try? Kernel.readFile("/proc/version_signature"),
            let code = code(signature: String(decoding: signature, as: UTF8.self))
        {
            return code
        }
        guard let names = try? Kernel.release() else { return nil }
        return code(release: names.release, version: names.version)
    }

    static func code(signature: String) -> UInt32? {
        let words = signature.split { $0 == " " || $0 == "\n" }
        guard words.count >= 3 else { return nil }
        return code(words[2])
    }

    static func code(release: String, version: String) -> UInt32? {
        let words = version.split(separator: " ")
        if let debian = words.firstIndex(of: "Debian"), debian + 1 < words.count,
            let code = code(words[debian + 1])
        {
            return code
        }
        return code(release[...])
    }

    /// Parses `6.12.5`; anything after the last digit is ignored.
    private static func code(_ text: Substring) -> UInt32? {
        var numbers: [UInt32] = []
        for part in text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false) {
            let digits = part.unicodeScalars.prefix { ("0"..."9").contains($0) }
            guard let number = UInt32(Substring(digits)) else { return nil }
            numbers.append(number)
        }
        guard numbers.count == 3 else { return nil }
        return (numbers[0] & 0xff) << 16 | (numbers[1] & 0xff) << 8 | min(numbers[2], 255)
    }
}
