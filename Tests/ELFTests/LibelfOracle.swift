import CLibelf
import SwiftletBytes
import SwiftletELF

/// What libelf says of a file, and what we say, in the same words.
struct ELFAnswers: Equatable {
    struct Section: Equatable {
        var name: String
        /// type, flags, address, offset, size, link, info, alignment, entry size
        var fields: [UInt64]
        var data: [UInt8]
    }
    struct Symbol: Equatable {
        var name: String
        /// value, size, binding, type, visibility, st_shndx, section or 0 if it is in none
        var fields: [UInt64]
    }
    struct Relocation: Equatable {
        var offset: UInt64
        var symbol: UInt64
        var type: UInt64
        var addend: Int64?
    }

    /// e_type, e_machine, e_flags
    var header: [UInt64] = []
    var sections: [Section] = []
    var symbols: [Symbol] = []
    var dynamicSymbols: [Symbol] = []
    /// By section index.
    var relocations: [Int: [Relocation]] = [:]
}

extension ELFAnswers {
    /// Our answers.
    init(_ file: ELFFile) throws {
        header = [UInt64(file.type.rawValue), UInt64(file.machine.rawValue), UInt64(file.flags)]
        for section in file.sections {
            sections.append(
                Section(
                    name: section.name,
                    fields: [
                        UInt64(section.type.rawValue), section.flags.rawValue, section.address,
                        section.offset, section.size, UInt64(section.link), UInt64(section.info),
                        section.alignment, section.entrySize,
                    ],
                    data: try file.data(of: section).bytes))
            guard section.type == .relocations || section.type == .relocationsWithAddends else {
                continue
            }
            relocations[section.index] = try file.relocations(in: section).map {
                Relocation(
                    offset: $0.offset, symbol: UInt64($0.symbolIndex), type: UInt64($0.type),
                    addend: $0.addend)
            }
        }
        symbols = file.symbols.map(Symbol.init)
        dynamicSymbols = file.dynamicSymbols.map(Symbol.init)
    }
}

extension ELFAnswers.Symbol {
    init(_ symbol: ELFSymbol) {
        name = symbol.name
        fields = [
            symbol.value, symbol.size, UInt64(symbol.binding.rawValue),
            UInt64(symbol.type.rawValue), UInt64(symbol.visibility.rawValue),
            UInt64(symbol.sectionIndex), UInt64(symbol.section ?? 0),
        ]
    }
}

struct OracleError: Error, CustomStringConvertible {
    let description: String
    init(_ call: String) {
        description = "\(call): \(elf_errmsg(-1).map { String(cString: $0) } ?? "no error")"
    }
}

extension ELFAnswers {
    /// libelf's answers. Symbol tables' and relocations' contents are compared entry by entry, since
    /// libelf hands them out converted to the host's byte order.
    init(libelf bytes: [UInt8]) throws {
        _ = elf_version(UInt32(EV_CURRENT))
        var copy = bytes.map { CChar(bitPattern: $0) }
        self = try copy.withUnsafeMutableBufferPointer { buffer in
            guard let elf = elf_memory(buffer.baseAddress, buffer.count) else {
                throw OracleError("elf_memory")
            }
            defer { elf_end(elf) }
            return try ELFAnswers(elf: elf)
        }
    }

    private init(elf: OpaquePointer) throws {
        var ehdr = GElf_Ehdr()
        guard gelf_getehdr(elf, &ehdr) != nil else { throw OracleError("gelf_getehdr") }
        header = [UInt64(ehdr.e_type), UInt64(ehdr.e_machine), UInt64(ehdr.e_flags)]
        var count = 0
        var names = 0
        guard elf_getshdrnum(elf, &count) == 0 else { throw OracleError("elf_getshdrnum") }
        guard elf_getshdrstrndx(elf, &names) == 0 else { throw OracleError("elf_getshdrstrndx") }

        for index in 0..<count {
            let scn = elf_getscn(elf, index)
            var shdr = GElf_Shdr()
            guard gelf_getshdr(scn, &shdr) != nil else { throw OracleError("gelf_getshdr") }
            var contents: [UInt8] = []
            if shdr.sh_type != UInt32(SHT_NOBITS), shdr.sh_type != UInt32(SHT_NULL),
                let data = elf_rawdata(scn, nil), let base = data.pointee.d_buf
            {
                contents = [UInt8](UnsafeRawBufferPointer(start: base, count: data.pointee.d_size))
            }
            sections.append(
                Section(
                    name: shdr.sh_name == 0
                        ? "" : try Self.string(elf, names, UInt64(shdr.sh_name)),
                    fields: [
                        UInt64(shdr.sh_type), shdr.sh_flags, shdr.sh_addr, shdr.sh_offset,
                        shdr.sh_size, UInt64(shdr.sh_link), UInt64(shdr.sh_info),
                        shdr.sh_addralign, shdr.sh_entsize,
                    ],
                    data: contents))
            switch shdr.sh_type {
            case UInt32(SHT_SYMTAB): symbols = try Self.symbols(elf, scn, shdr)
            case UInt32(SHT_DYNSYM): dynamicSymbols = try Self.symbols(elf, scn, shdr)
            case UInt32(SHT_REL), UInt32(SHT_RELA):
                relocations[index] = try Self.relocations(scn, shdr)
            default: break
            }
        }
    }

    private static func string(
        _ elf: OpaquePointer, _ section: Int, _ offset: UInt64
    ) throws -> String {
        guard let name = elf_strptr(elf, section, Int(offset)) else {
            throw OracleError("elf_strptr")
        }
        return String(cString: name)
    }

    private static func symbols(
        _ elf: OpaquePointer, _ scn: OpaquePointer?, _ shdr: GElf_Shdr
    ) throws -> [Symbol] {
        guard let data = elf_getdata(scn, nil) else { throw OracleError("elf_getdata") }
        let extended = elf_scnshndx(scn)
        let indices = extended > 0 ? elf_getdata(elf_getscn(elf, Int(extended)), nil) : nil
        return try (0..<Int32(shdr.sh_size / shdr.sh_entsize)).map { index in
            var sym = GElf_Sym()
            var wide: UInt32 = 0
            guard gelf_getsymshndx(data, indices, index, &sym, &wide) != nil else {
                throw OracleError("gelf_getsymshndx")
            }
            var section = UInt64(sym.st_shndx)
            if sym.st_shndx == 0xffff {
                section = UInt64(wide)
            } else if sym.st_shndx >= 0xff00 {
                section = 0
            }
            return Symbol(
                name: sym.st_name == 0
                    ? "" : try string(elf, Int(shdr.sh_link), UInt64(sym.st_name)),
                fields: [
                    sym.st_value, sym.st_size, UInt64(sym.st_info >> 4),
                    UInt64(sym.st_info & 0xf), UInt64(sym.st_other & 3), UInt64(sym.st_shndx),
                    section,
                ])
        }
    }

    private static func relocations(
        _ scn: OpaquePointer?, _ shdr: GElf_Shdr
    ) throws -> [Relocation] {
        guard shdr.sh_size > 0 else { return [] }
        guard let data = elf_getdata(scn, nil) else { throw OracleError("elf_getdata") }
        return try (0..<Int32(shdr.sh_size / shdr.sh_entsize)).map { index in
            if shdr.sh_type == UInt32(SHT_REL) {
                var rel = GElf_Rel()
                guard gelf_getrel(data, index, &rel) != nil else {
                    throw OracleError("gelf_getrel")
                }
                return Relocation(
                    offset: rel.r_offset, symbol: rel.r_info >> 32,
                    type: rel.r_info & 0xffff_ffff, addend: nil)
            }
            var rela = GElf_Rela()
            guard gelf_getrela(data, index, &rela) != nil else {
                throw OracleError("gelf_getrela")
            }
            return Relocation(
                offset: rela.r_offset, symbol: rela.r_info >> 32,
                type: rela.r_info & 0xffff_ffff, addend: rela.r_addend)
        }
    }
}
