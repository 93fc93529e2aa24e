internal import SwiftletKernel

/// The running kernel's version as a number, for programs that ask (`LINUX_KERNEL_VERSION`) and for
/// nothing else: what a kernel can do is found out by trying.
enum KernelVersion {
    /// As LINUX_VERSION_CODE: `major << 16 | minor << 8 | patch`, a patch beyond 255 as 255; nil if nobody
    /// says it.
    ///
    /// Ubuntu and Debian name kernels after the first release of a series and say elsewhere which one
    /// they are built from: /proc/version_signature (`Ubuntu 5.4.0-12.15-generic 5.4.8`), and the
    /// version of uname(2) (`#1 SMP Debian 5.10.218-1`).
    static func code() -> UInt32? {
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

    /// `6.12.5` and whatever follows that is no digit.
    private static func code(_ text: Substring) -> UInt32? {
        var numbers: [UInt32] = []
        for part in text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false) {
            guard let number = UInt32(part.prefix { $0.isASCII && $0.isNumber }) else { return nil }
            numbers.append(number)
        }
        guard numbers.count == 3 else { return nil }
        return (numbers[0] & 0xff) << 16 | (numbers[1] & 0xff) << 8 | min(numbers[2], 255)
    }
}
