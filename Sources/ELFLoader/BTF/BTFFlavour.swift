internal import SwiftletBytes

/// Flavours: `task_struct___old` is a way to describe `task_struct`, not another type.
///
/// A program that must read a field which has been renamed or moved between kernels declares the
/// struct once for each case, under names that differ after three underscores. What stands before
/// the last `___` (with something that is no underscore on both sides) is the essential name.
enum BTFFlavour {
    /// How much of a name is essential.
    static func essentialLength(_ name: ByteView) -> Int {
        essentialLength(name.span, at: 0, name.count)
    }

    /// How much of the name of `count` bytes at `start` is essential.
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
        // SAFETY: the guard above.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            == UInt8(ascii: "_")
    }
}
