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
        // SAFETY: a StaticString's code units are there for ever.
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes unchanged.
    public mutating func append(_ content: Span<UInt8>) {
        // SAFETY: the buffer is used only inside the closure that receives it.
        unsafe content.withUnsafeBytes { unsafe append($0) }
    }

    private mutating func append(_ content: UnsafeRawBufferPointer) {
        guard content.count > 0, let start = content.baseAddress else { return }
        // SAFETY: there is room for as many bytes as are read.
        unsafe write(atMost: content.count) { place in
            unsafe place.copyMemory(from: start, byteCount: content.count)
            return content.count
        }
    }

    package mutating func append(repeating byte: UInt8, count: Int) {
        guard count > 0 else { return }
        bytes.append(contentsOf: repeatElement(byte, count: count))
    }

    /// Appends what a closure writes to memory, which is faster than byte by byte.
    ///
    /// - Parameters:
    ///   - most: The bytes that the closure may write.
    ///   - write: Gets uninitialized memory for `most` bytes and returns how many it has written.
    @inline(__always)
    mutating func write(atMost most: Int, _ write: (UnsafeMutableRawPointer) -> Int) {
        if bytes.capacity &- bytes.count < most { grow(by: most) }
        // SAFETY: the memory that `append` provides has room for `most` bytes, and the closure says how many of
        // them it has written.
        bytes.append(addingCapacity: most) { (output: inout OutputSpan<UInt8>) in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                guard let start = buffer.baseAddress else { return }
                count = unsafe write(UnsafeMutableRawPointer(start))
            }
        }
    }

    /// Doubles the memory, so that a long output is copied only a few times.
    @inline(never)
    private mutating func grow(by count: Int) {
        bytes.reserveCapacity(max(bytes.capacity * 2, bytes.count + count, 256))
    }

    /// The limit in bytes up to which memory is kept. The largest exec the kernel allows has 6 MiB of
    /// strings.
    private static var largestKept: Int { 1 << 20 }
}
