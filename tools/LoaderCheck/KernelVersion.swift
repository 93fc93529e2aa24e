internal import ELFLoader

/// A version of Linux, to decide which features a kernel must have.
struct KernelVersion: Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// `6.12.5-cloud` or `5.16`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, let major = Int(parts[0]),
            let minor = Int(parts[1].prefix { $0.isNumber })
        else { return nil }
        self.init(major, minor)
    }

    /// From /proc/sys/kernel/osrelease. If that can't be read, the highest possible version, so that nothing may
    /// be absent.
    static var running: KernelVersion {
        let text = (try? Kernel.readFile("/proc/sys/kernel/osrelease")) ?? []
        return KernelVersion(String(decoding: text, as: UTF8.self)) ?? KernelVersion(.max, 0)
    }

    static func < (left: KernelVersion, right: KernelVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    var description: String { "\(major).\(minor)" }
}
