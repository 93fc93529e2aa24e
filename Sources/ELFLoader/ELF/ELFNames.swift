import SwiftletBytes

/// Reads names from string tables, up to a limit on their total length.
///
/// Any number of headers and symbols may point into one long string, each a byte further on. Without a
/// limit, a megabyte of file becomes gigabytes of names. Linkers do share string suffixes, but only
/// slightly: among 2,800 objects, libraries and programs of a Debian system and a Swift toolchain, the
/// highest ratio is 0.56 bytes of names per byte of file.
struct ELFNames {
    /// The limit on the total length of all names, in bytes.
    let limit: Int
    private var used = 0

    /// - Parameter fileSize: The size of the file, in bytes.
    init(fileSize: Int) {
        limit = 8 * fileSize
    }

    /// The name at `offset` of `table`.
    ///
    /// Offset 0 is the empty name in every table, even in an empty one.
    ///
    /// - Throws: `ELFError.name` if there is no such string, `.namesTooLong` if the total exceeds the
    ///   limit.
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
