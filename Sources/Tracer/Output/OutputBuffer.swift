// How events are shown: JSON for programs, columns for people.
//
//     TracerEvent ──→ Redactor ──→ JSONFormatter ──→ OutputBuffer ──→ (the caller writes it to a file)
//                             ├──→ TextFormatter ──┤
//                             └──→ TreeFormatter ──┤
//     CaptureSummary ──────────→ SummaryFormatter ─┘
//
// Everything here turns values into bytes and nothing else: no system call, no clock, no
// Foundation, and no String on the way, since the strings of a process are bytes of no known
// encoding. What is written is always valid UTF-8, whatever a program passed to exec.

/// Bytes of output, put together piece by piece.
///
/// Empty it with `removeAll` after writing it out and use it again: its memory is kept.
public struct OutputBuffer: Sendable {
    public internal(set) var bytes: [UInt8] = []
    /// JSON: whether a value precedes the next one in its object or array.
    var needsComma = false

    public init() {}

    public var count: Int { bytes.count }
    public var isEmpty: Bool { bytes.isEmpty }

    /// Forgets the bytes; the memory is kept unless one huge event made it large.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.count <= Self.largestKept)
        needsComma = false
    }

    public mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    public mutating func append(_ text: StaticString) {
        // SAFETY: the buffer is used only inside the closure that it is handed to.
        text.withUTF8Buffer { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    /// Appends bytes as they stand.
    public mutating func append(_ content: Span<UInt8>) {
        // SAFETY: the buffer is used only inside the closure that it is handed to.
        unsafe content.withUnsafeBufferPointer { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    package mutating func append(repeating byte: UInt8, count: Int) {
        guard count > 0 else { return }
        bytes.append(contentsOf: repeatElement(byte, count: count))
    }

    /// In bytes. The largest exec the kernel allows has 6 MiB of strings.
    private static var largestKept: Int { 1 << 20 }
}
