import SwiftletBytes

/// Reads names out of string tables, and only so many bytes of them.
///
/// Any number of headers and symbols may point into one long string, each a byte further on: read
/// without a limit, a megabyte of file becomes gigabytes of names. Linkers do share the ends of
/// strings, but no more than so: of 2,800 objects, libraries and programs of a Debian system and a
/// Swift toolchain, the one with the longest names has 0.56 bytes of them per byte of file.
struct ELFNames {
    /// How many bytes all names may have together.
    let limit: Int
    private var used = 0

    /// - Parameter fileSize: In bytes.
    init(fileSize: Int) {
        limit = 8 * fileSize
    }

    /// The name at `offset` of `table`.
    ///
    /// Offset 0 is the empty name in every table, an empty one too.
    ///
    /// - Throws: `ELFError.name` if there is no such string, `.namesTooLong` past the limit.
    mutating func name(at offset: UInt32, in table: ELFStringTable) throws(ELFError) -> String {
        guard offset != 0 else { return "" }
        let name: String
        do throws(BytesError) {
            name = try table.contents.string(at: Int(offset))
        } catch {
            throw .name(section: table.section, cause: error)
        }
        used += name.utf8.count
        guard used <= limit else { throw .namesTooLong(section: table.section, limit: limit) }
        return name
    }
}
