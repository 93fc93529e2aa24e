internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// Turns the ELF relocations of one code section into `CodeRelocation` values.
///
///     instruction          symbol                   becomes
///     ──────────────────   ──────────────────────   ─────────────────────────────────────
///     call -1, src 1       function or code + imm   call of that function
///     call imm, src 1      (none)                   call within the section
///     lddw                 in .maps                 the map's fd
///     lddw imm             in .data*, .rodata*, …   address in the map's value
///     lddw imm             function or code         the function's address
///     lddw, call           undefined                an extern
///
/// Source: Documentation/bpf/llvm_reloc.rst; libbpf's bpf_program__record_reloc for the meaning.
struct RelocationReader {
    let file: ELFFile
    let section: ELFSection
    let table: FunctionTable
    let symbols: RelocationSymbols

    struct Placed {
        let function: Int
        let code: CodeRelocation
    }

    /// The relocations of all functions in the section.
    ///
    /// Relocations outside functions are ignored: if a linker replaces a weak function, its code stays
    /// in the file without a symbol and belongs to no function.
    ///
    /// - Throws: `ObjectError` if the table itself is malformed. An error in one entry affects only the
    ///   function that contains it (`CodeRelocation.Target.invalid`).
    func relocations() throws(ObjectError) -> [Placed] {
        var placed: [Placed] = []
        /// The instructions with a relocation, by index in the section.
        var seen: Set<Int> = []
        if let section = file.relocationSection(for: self.section) {
            guard section.type == .relocations else { throw .addends(section: section.name) }
            let entries: [ELFRelocation]
            do { entries = try file.relocations(in: section) } catch { throw .elf(error) }
            for (index, entry) in entries.enumerated() {
                guard let next = try read(entry, index, section.name) else { continue }
                let (relocation, instruction) = next
                if seen.insert(instruction).inserted {
                    placed.append(relocation)
                } else {
                    let error = ObjectError.relocation(
                        section: section.name, index: index, offset: entry.offset, symbol: "",
                        reason: "a second relocation of one instruction")
                    placed.append(
                        Placed(
                            function: relocation.function,
                            code: .init(
                                instruction: relocation.code.instruction, target: .invalid(error))))
                }
            }
        }
        for index in table.ofSection[section.index] {
            let function = table.functions[index]
            for (position, instruction) in function.instructions.enumerated()
            where instruction.isSubprogramCall && !seen.contains(function.start + position) {
                let target = function.start + position + 1 + Int(instruction.immediate)
                let callee = table.function(startingAt: target, of: section.index)
                let error = ObjectError.relocation(
                    section: section.name, index: -1,
                    offset: UInt64((function.start + position) * Instruction.size),
                    symbol: function.name,
                    reason: "calls instruction \(target) of the section, where no function begins")
                placed.append(
                    Placed(
                        function: index,
                        code: CodeRelocation(
                            instruction: position,
                            target: callee.map { .call(function: $0) } ?? .invalid(error))))
            }
        }
        return placed
    }

    /// Reads one entry. Returns nil if it is not in a function.
    private func read(
        _ entry: ELFRelocation, _ index: Int, _ name: String
    ) throws(ObjectError) -> (Placed, instruction: Int)? {
        guard entry.symbolIndex < file.symbols.count else {
            throw .relocation(
                section: name, index: index, offset: entry.offset, symbol: "#\(entry.symbolIndex)",
                reason: "no such symbol, of \(file.symbols.count)")
        }
        let symbol = file.symbols[entry.symbolIndex]
        let title = symbol.name.isEmpty ? symbol.section.map { file.sections[$0].name } ?? "" : symbol.name
        func refused(_ reason: String) -> ObjectError {
            .relocation(
                section: name, index: index, offset: entry.offset, symbol: title, reason: reason)
        }
        guard entry.offset.isMultiple(of: UInt64(Instruction.size)), entry.offset < section.size else {
            throw refused("not at an instruction of section '\(section.name)'")
        }
        let number = Int(entry.offset) / Instruction.size
        guard let owner = table.function(containing: number, of: section.index) else { return nil }
        let position = number - table.functions[owner].start
        let instruction = table.functions[owner].instructions[position]

        let target: CodeRelocation.Target
        do throws(ObjectError) {
            if instruction.isCall {
                target = try call(instruction, symbol, refused)
            } else if instruction.isWideLoad {
                guard position + 1 < table.functions[owner].instructions.count else {
                    throw refused("the second half of a wide load is missing")
                }
                target = try wideLoad(instruction, symbol, refused)
            } else {
                throw refused(
                    "unexpected insn #\(number): got opcode \(instruction.opcode), expected a call or a 64-bit immediate load"
                )
            }
        } catch {
            target = .invalid(error)
        }
        return (
            Placed(function: owner, code: CodeRelocation(instruction: position, target: target)), number
        )
    }

    private func call(
        _ instruction: Instruction, _ symbol: ELFSymbol, _ refused: (String) -> ObjectError
    ) throws(ObjectError) -> CodeRelocation.Target {
        if let extern = symbols.extern(symbol) {
            guard !extern.isOption else {
                throw refused("a call of an option of the kernel's configuration")
            }
            return .externCall(extern.index)
        }
        guard instruction.source == Instruction.Pseudo.call else {
            throw refused("a call with src_reg \(instruction.source), expected 1 (BPF_PSEUDO_CALL)")
        }
        guard let section = symbol.section else { throw refused("a call of something in no section") }
        let (start, overflow) = Int(clamping: symbol.value / 8).addingReportingOverflow(
            Int(instruction.immediate) + 1)
        guard !overflow, let function = table.function(startingAt: start, of: section) else {
            throw refused(
                "calls instruction \(start) of section '\(file.sections[section].name)', where no function begins"
            )
        }
        return .call(function: function)
    }

    private func wideLoad(
        _ instruction: Instruction, _ symbol: ELFSymbol, _ refused: (String) -> ObjectError
    ) throws(ObjectError) -> CodeRelocation.Target {
        if let extern = symbols.extern(symbol) { return .extern(extern.index) }
        guard let section = symbol.section else {
            throw refused(
                symbol.sectionIndex == ELFSymbol.ReservedSection.common
                    ? "a variable that a linker is to place (COMMON); compile it with -fno-common"
                    : "the symbol is in no section")
        }
        if file.sections[section].name == ".maps" {
            guard let index = symbols.map(at: symbol.value) else {
                throw refused("no map begins at offset \(symbol.value) of .maps")
            }
            return .map(index)
        }
        if let map = symbols.dataMap(ofSection: section) {
            let (offset, overflow) = Int(clamping: symbol.value).addingReportingOverflow(
                Int(instruction.immediate))
            guard !overflow, offset >= 0, let offset = Int32(exactly: offset) else {
                throw refused("an offset of \(symbol.value) + \(instruction.immediate) is not in the section")
            }
            return .data(map: map, offset: offset)
        }
        if file.sections[section].flags.contains(.executable) {
            let (start, overflow) = Int(clamping: symbol.value).addingReportingOverflow(
                Int(instruction.immediate))
            guard !overflow, start >= 0, start.isMultiple(of: Instruction.size),
                let function = table.function(startingAt: start / Instruction.size, of: section)
            else {
                throw refused("the address of no function in '\(file.sections[section].name)'")
            }
            return .functionAddress(function: function)
        }
        if file.sections[section].name == ".jumptables" { return .jumpTable(symbol: symbol.name) }
        throw refused("section '\(file.sections[section].name)' is neither maps, data nor code")
    }
}
