package import ELFLoader

extension Inspection {
    package var programs: Listing {
        var listing = Listing(
            "programs", ["name", "type", "instructions", "section", "attaches_to"])
        for program in spec.programs {
            listing.rows.append([
                .text(program.name), Self.type(of: program),
                .number(UInt64(spec.functions[program.function].instructions.count)),
                .text(program.sectionName), Self.hook(of: program),
            ])
        }
        return listing
    }

    // Functions of their own: with these in the loop, swift 6.3.1 crashes as it optimises for the static file.
    private static func type(of program: ProgramSpec) -> Listing.Cell {
        guard let type = program.type else { return .absent }
        return .text(type.name)
    }

    private static func hook(of program: ProgramSpec) -> Listing.Cell {
        guard let kind = program.kind, kind.hook != .none else { return .absent }
        return .text(kind.hook.description)
    }

    /// The functions that programs call.
    package var subprograms: Listing {
        var listing = Listing("subprograms", ["name", "section", "instructions"])
        let entries = Set(spec.programs.map { $0.function })
        for (index, function) in spec.functions.enumerated() where !entries.contains(index) {
            listing.rows.append([
                .text(function.name), .text(function.sectionName),
                .number(UInt64(function.instructions.count)),
            ])
        }
        return listing
    }

    package var maps: Listing {
        var listing = Listing(
            "maps", ["name", "type", "key_size", "value_size", "max_entries", "flags"])
        for map in spec.maps {
            listing.rows.append([
                .text(map.name), .text(map.type.name), .number(UInt64(map.keySize)),
                .number(UInt64(map.valueSize)), .number(UInt64(map.maxEntries)),
                .hexadecimal(UInt64(map.flags)),
            ])
        }
        return listing
    }

    package var variables: Listing {
        var listing = Listing("variables", ["name", "map", "offset", "size"])
        for variable in spec.variables {
            listing.rows.append([
                .text(variable.name), .text(spec.maps[variable.map].name),
                .number(UInt64(variable.offset)),
                .number(UInt64(variable.size)),
            ])
        }
        return listing
    }

    package var externs: Listing {
        var listing = Listing("externs", ["name", "kind", "weak"])
        for extern in spec.externs {
            let kind =
                switch extern.source {
                case .configuration: "kconfig"
                case .kernelSymbol: "ksym"
                case .kernelVariable: "variable"
                case .kernelFunction: "kfunc"
                case .unknown: "unknown"
                }
            listing.rows.append([
                .text(extern.name), .text(kind), .text(extern.isWeak ? "weak" : "strong"),
            ])
        }
        return listing
    }

    package var sections: Listing {
        var listing = Listing(
            "sections", ["index", "name", "type", "flags", "offset", "size", "link", "info"])
        for section in file.sections {
            listing.rows.append([
                .number(UInt64(section.index)), .text(section.name),
                .text(Self.word(for: section.type)),
                .text(Self.letters(for: section.flags)), .hexadecimal(section.offset),
                .number(section.size), .number(UInt64(section.link)), .number(UInt64(section.info)),
            ])
        }
        return listing
    }

    package var symbols: Listing {
        var listing = Listing(
            "symbols", ["index", "value", "size", "type", "binding", "section", "name"])
        for symbol in file.symbols {
            listing.rows.append([
                .number(UInt64(symbol.index)), .hexadecimal(symbol.value), .number(symbol.size),
                .text(Self.word(for: symbol.type)), .text(Self.word(for: symbol.binding)),
                symbol.section.map { .text(file.sections[$0].name) } ?? .absent, .text(symbol.name),
            ])
        }
        return listing
    }

    /// The relocations of all sections but those with debug information, in file order.
    package func relocations() throws(ObjectError) -> Listing {
        var listing = Listing("relocations", ["section", "offset", "type", "symbol", "addend"])
        for table in file.sections
        where table.type == .relocations || table.type == .relocationsWithAddends {
            // The name says which section is meant; sh_info is not checked.
            guard
                let target = table.info < file.sections.count
                    ? file.sections[Int(table.info)] : nil,
                !target.name.hasPrefix(".debug")
            else { continue }
            let entries: [ELFRelocation]
            do { entries = try file.relocations(in: table) } catch { throw .elf(error) }
            for entry in entries {
                let symbol =
                    entry.symbolIndex < file.symbols.count ? file.symbols[entry.symbolIndex] : nil
                var name = symbol?.name ?? ""
                if name.isEmpty, let section = symbol?.section {
                    name = file.sections[section].name
                }
                listing.rows.append([
                    .text(target.name), .hexadecimal(entry.offset),
                    .text(Self.word(forRelocation: entry.type)),
                    .text(name), entry.addend.map { .text("\($0)") } ?? .absent,
                ])
            }
        }
        return listing
    }
}

// The words of readelf(1).
extension Inspection {
    private static func word(for type: ELFSectionType) -> String {
        switch type {
        case .null: "NULL"
        case .programBits: "PROGBITS"
        case .symbolTable: "SYMTAB"
        case .stringTable: "STRTAB"
        case .relocationsWithAddends: "RELA"
        case .note: "NOTE"
        case .noBits: "NOBITS"
        case .relocations: "REL"
        default: "0x" + String(type.rawValue, radix: 16)
        }
    }

    private static func letters(for flags: ELFSectionFlags) -> String {
        var letters = ""
        if flags.contains(.writable) { letters += "W" }
        if flags.contains(.allocated) { letters += "A" }
        if flags.contains(.executable) { letters += "X" }
        if flags.contains(.strings) { letters += "S" }
        return letters
    }

    private static func word(for type: ELFSymbolType) -> String {
        switch type {
        case .none: "NOTYPE"
        case .object: "OBJECT"
        case .function: "FUNC"
        case .section: "SECTION"
        case .file: "FILE"
        case .common: "COMMON"
        case .threadLocal: "TLS"
        default: "\(type.rawValue)"
        }
    }

    private static func word(for binding: ELFSymbolBinding) -> String {
        switch binding {
        case .local: "LOCAL"
        case .global: "GLOBAL"
        case .weak: "WEAK"
        default: "\(binding.rawValue)"
        }
    }

    /// Names from llvm/BinaryFormat/ELFRelocs/BPF.def.
    private static func word(forRelocation type: UInt32) -> String {
        switch type {
        case 0: "R_BPF_NONE"
        case 1: "R_BPF_64_64"
        case 2: "R_BPF_64_ABS64"
        case 3: "R_BPF_64_ABS32"
        case 4: "R_BPF_64_NODYLD32"
        case 10: "R_BPF_64_32"
        default: "\(type)"
        }
    }
}
