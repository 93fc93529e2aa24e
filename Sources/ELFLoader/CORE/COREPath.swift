internal import SwiftletBTF

/// The way from a type to one of its fields, or to a named value of an enumeration.
///
///     struct sample {               path of s->a[3]:
///         int first;
///         struct {                  raw    0  :  1  :  2  :  3     every level, as clang counts
///             int x, y;             steps  s[0]       .a    [3]    what has a meaning of its own
///             int a[7];
///         };
///     };
///
/// The raw path tells how clang went through one layout. The steps are what is looked for in another:
/// a member there may be in another anonymous struct, or in none.
struct COREPath: Sendable, Equatable {
    let root: BTFTypeID
    /// Empty for relocations that are about a type as a whole.
    var steps: [COREStep] = []
    /// An index for each level.
    var raw: [Int] = []
    /// Of the field, in bits from the start of the root.
    var bitOffset = 0

    /// The length of a raw path that libbpf still accepts (BPF_CORE_SPEC_MAX_LEN).
    static var limit: Int { 64 }

    init(root: BTFTypeID) {
        self.root = root
    }

    /// Adds to the raw path.
    ///
    /// - Throws: `COREError.pathTooLong`.
    mutating func descend(_ index: Int) throws(COREError) {
        guard raw.count < Self.limit else { throw .pathTooLong(type: root, limit: Self.limit) }
        raw.append(index)
    }

    /// Goes on by `count` times `bits`.
    ///
    /// - Throws: `COREError.offsetOverflow` beyond 32 bits.
    mutating func advance(_ count: Int, of bits: Int) throws(COREError) {
        let (product, tooMany) = count.multipliedReportingOverflow(by: bits)
        let (sum, tooFar) = bitOffset.addingReportingOverflow(product)
        guard !tooMany, !tooFar, sum >= 0, sum <= UInt32.max else {
            throw .offsetOverflow(type: root)
        }
        bitOffset = sum
    }
}
