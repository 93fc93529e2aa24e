// Output formats: JSON for programs, columns for people.
//
//     TracerEvent ──┬──→ JSONFormatter ──→ OutputBuffer ──→ (the caller writes it to a file)
//     (redacted)    ├──→ TextFormatter ──┤
//                   └──→ TreeFormatter ──┤
//     CaptureSummary ─→ SummaryFormatter ┘
//
// The code here only turns values into bytes: no system call, no clock, no Foundation, and no intermediate
// String, since the strings of a process have no known encoding. The output is always valid UTF-8, whatever a
// program passed to exec.

/// A buffer of output bytes.
///
/// Reuse it: call `removeAll` after writing it out, which keeps its memory.
public struct OutputBuffer: Sendable {
    public internal(set) var bytes: [UInt8] = []
    /// JSON: whether a value precedes the next one in its object or array.
    var needsComma = false

    public init() {}

    public var count: Int { bytes.count }
    public var isEmpty: Bool { bytes.isEmpty }

    /// Removes the bytes; keeps the memory unless one huge event made it large.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.count <= Self.largestKept)
        needsComma = false
    }

    public mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    public mutating func append(_ text: StaticString) {
        // SAFETY: the buffer is used only inside the closure that receives it.
        text.withUTF8Buffer { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    /// Appends bytes unchanged.
    public mutating func append(_ content: Span<UInt8>) {
        // SAFETY: the buffer is used only inside the closure that receives it.
        unsafe content.withUnsafeBufferPointer { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    package mutating func append(repeating byte: UInt8, count: Int) {
        guard count > 0 else { return }
        bytes.append(contentsOf: repeatElement(byte, count: count))
    }

    /// The limit in bytes up to which memory is kept. The largest exec the kernel allows has 6 MiB of
    /// strings.
    private static var largestKept: Int { 1 << 20 }
}
