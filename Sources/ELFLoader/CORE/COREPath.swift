internal import SwiftletBTF

/// The path from a type to one of its fields, or to an enumerator.
///
///     struct sample {               path of s->a[3]:
///         int first;
///         struct {                  raw    0  :  1  :  2  :  3     every level, as clang counts
///             int x, y;             steps  s[0]       .a    [3]    named members and elements
///             int a[7];
///         };
///     };
///
/// The raw path describes how clang traversed one layout. The matcher looks for the steps in another
/// layout, where a member may be in a different anonymous struct, or in none.
struct COREPath: Sendable, Equatable {
    let root: BTFTypeID
    /// The named or indexed steps; empty for relocations about a type.
    var steps: [COREStep] = []
    /// One index for each level.
    var raw: [Int] = []
    /// The offset of the field, in bits from the start of the root.
    var bitOffset = 0

    /// The maximum length of a raw path; libbpf has the same limit (BPF_CORE_SPEC_MAX_LEN).
    static var limit: Int { 64 }

    init(root: BTFTypeID) {
        self.root = root
    }

    /// Appends an index to the raw path.
    ///
    /// - Throws: `COREError.pathTooLong`.
    mutating func descend(_ index: Int) throws(COREError) {
        guard raw.count < Self.limit else { throw .pathTooLong(type: root, limit: Self.limit) }
        raw.append(index)
    }

    /// Advances the offset by `count` times `bits`.
    ///
    /// - Throws: `COREError.offsetOverflow` if the offset does not fit 32 bits.
    mutating func advance(_ count: Int, of bits: Int) throws(COREError) {
        let (product, tooMany) = count.multipliedReportingOverflow(by: bits)
        let (sum, tooFar) = bitOffset.addingReportingOverflow(product)
        guard !tooMany, !tooFar, sum >= 0, sum <= UInt32.max else {
            throw .offsetOverflow(type: root)
        }
        bitOffset = sum
    }
}
