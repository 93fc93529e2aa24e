internal import SwiftletBytes

/// Flavours: `task_struct___old` describes another version of `task_struct`, not another type.
///
/// A program that reads a field which was renamed or moved between kernels declares the struct once for
/// each version, under names that differ after three underscores. The essential name is the part before
/// the last `___` that has a character other than an underscore on both sides.
enum BTFFlavour {
    /// The length of the essential part of a name, in bytes.
    static func essentialLength(_ name: ByteView) -> Int {
        essentialLength(name.span, at: 0, name.count)
    }

    /// The length of the essential part of the name of `count` bytes at `start`, in bytes.
    static func essentialLength(_ span: RawSpan, at start: Int, _ count: Int) -> Int {
        guard count >= 5, start >= 0, count <= span.byteCount - start else { return count }
        var at = start + count - 5
        while at >= start {
            if !span.isUnderscore(at), span.isUnderscore(at + 1), span.isUnderscore(at + 2),
                span.isUnderscore(at + 3), !span.isUnderscore(at + 4)
            {
                return at + 1 - start
            }
            at -= 1
        }
        return count
    }
}

extension RawSpan {
    fileprivate func isUnderscore(_ offset: Int) -> Bool {
        guard offset >= 0, offset < byteCount else { return false }
        // SAFETY: the guard above checks that offset is in the span.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            == UInt8(ascii: "_")
    }
}
