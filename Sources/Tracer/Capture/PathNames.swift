internal import TracerWire

extension Array<UInt8> {
    /// Builds a path from its components, which the BPF programs send last to first:
    ///
    ///     x NUL lib NUL usr NUL   ──▶   /usr/lib/x
    ///
    /// `marks` adds the kernel's own wording from getcwd(2) and `/proc/PID/cwd`: `(unreachable)/x` if the
    /// path does not begin at the process's root, and `/usr/x (deleted)`. A path with more directories above
    /// is shown as `(truncated)/x`. The result is empty if the path could not be read.
    ///
    /// - Parameter marks: `enum path_marks`.
    init(path names: RawSpan, marks: UInt32) {
        self = []
        guard marks & PATH_FAULT.rawValue == 0 else { return }
        if marks & PATH_TRUNCATED.rawValue != 0 {
            append(contentsOf: Array("(truncated)".utf8))
        } else if marks & PATH_UNREACHABLE.rawValue != 0 {
            append(contentsOf: Array("(unreachable)".utf8))
        }
        appendReversed(names)
        if marks & PATH_DELETED.rawValue != 0 { append(contentsOf: Array(" (deleted)".utf8)) }
    }

    private mutating func appendReversed(_ names: RawSpan) {
        let names = [UInt8](copying: names)
        // Each name ends with a NUL; the last one counts even if it lacks it.
        var end = names.last == 0 ? names.count - 1 : names.count
        guard end > 0 else {
            append(0x2f)
            return
        }
        while end >= 0 {
            var start = end
            while start > 0, names[start - 1] != 0 { start -= 1 }
            append(0x2f)
            append(contentsOf: names[start..<end])
            end = start - 1
        }
    }
}
