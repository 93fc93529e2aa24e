internal import SwiftletELF

/// A relocation of a data section: the address of a program or map is wanted there.
struct DataRelocation {
    /// The position in the relocation section, and that section's name.
    let index: Int
    let table: String
    /// In bytes from the start of the data section.
    let offset: UInt64
    let symbolIndex: Int
    let symbol: ELFSymbol?

    /// The relocations of a section, in order.
    ///
    /// - Throws: `ObjectError.addends`, or `.elf` if the table is malformed.
    static func all(of section: ELFSection, in file: ELFFile) throws(ObjectError) -> [DataRelocation] {
        guard let table = file.relocationSection(for: section) else { return [] }
        guard table.type == .relocations else { throw .addends(section: table.name) }
        let entries: [ELFRelocation]
        do { entries = try file.relocations(in: table) } catch { throw .elf(error) }
        return entries.enumerated().map { index, entry in
            DataRelocation(
                index: index, table: table.name, offset: entry.offset, symbolIndex: entry.symbolIndex,
                symbol: entry.symbolIndex < file.symbols.count ? file.symbols[entry.symbolIndex] : nil)
        }
    }

    func refused(_ reason: String) -> ObjectError {
        .relocation(
            section: table, index: index, offset: offset, symbol: symbol?.name ?? "#\(symbolIndex)",
            reason: reason)
    }

    /// The symbol, and the index of its section.
    func place() throws(ObjectError) -> (symbol: ELFSymbol, section: Int) {
        guard let symbol, let section = symbol.section else {
            throw refused("the symbol is in no section")
        }
        return (symbol, section)
    }

    /// The name of the program that the symbol refers to.
    ///
    /// - Parameter example: A section for such programs.
    /// - Throws: `ObjectError.relocation` if there is no function, or only a subprogram.
    func program(in functions: FunctionTable, like example: String) throws(ObjectError) -> String {
        let (symbol, section) = try place()
        guard symbol.value.isMultiple(of: UInt64(Instruction.size)),
            let index = functions.function(
                startingAt: Int(clamping: symbol.value) / Instruction.size, of: section)
        else { throw refused("not a program") }
        let function = functions.functions[index]
        guard !function.isInText else {
            throw refused(
                "a subprogram of section '\(function.sectionName)', expected a program, as of SEC(\"\(example)\")")
        }
        return function.name
    }
}
