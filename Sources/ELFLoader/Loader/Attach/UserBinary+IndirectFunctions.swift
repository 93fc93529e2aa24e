internal import SwiftletELF
internal import SwiftletKernel

// An IFUNC's symbol is its resolver: a function that the dynamic loader calls once, at program start or at
// the first call, and whose result it writes to a word of the program's memory.
//
//     file of the function   .rela.*   IRELATIVE  word ◀── resolver's address
//     any file that calls it .rela.*   JUMP_SLOT  word ◀── name
//
// So the selection can be read from a process that has mapped the file: it is in such a word, once that holds
// an address in the file's code.

extension UserBinary {
    /// The file offset of the function that the dynamic loader selected in a running process.
    ///
    /// - Parameters:
    ///   - symbol: A symbol of type STT_GNU_IFUNC.
    ///   - name: The name the caller requested.
    /// - Throws: `LoadError.indirectFunction`.
    func chosenFunction(
        _ symbol: ELFSymbol, _ name: String, _ options: AttachOptions
    ) throws(LoadError) -> UInt64 {
        guard case .chosen(let process) = options.indirectFunctions else {
            throw refused(symbol, name, nil)
        }
        let processes: [Int32]
        if let process = process ?? options.process {
            processes = [process]
        } else {
            processes = Kernel.trustedProcesses()
        }
        let slots: [ELFFunctionSlot]
        do { slots = try file.functionSlots() } catch {
            throw .binary(program: program, path: path, error)
        }
        var isMapped = false
        for process in processes {
            // A process may exit meanwhile; try the next one.
            guard let mappings = try? ProcessMapping.executable(in: process, of: path),
                !mappings.isEmpty, Kernel.sees(Kernel.resolved(path), as: process)
            else { continue }
            isMapped = true
            if let offset = try choice(of: symbol, slots, mappings, process) { return offset }
        }
        let reason: String
        if processes.count == 1 {
            reason =
                "process \(processes[0]) \(isMapped ? "has not called it yet" : "has not mapped the file")"
        } else {
            reason =
                isMapped
                ? "none of the processes that have mapped the file has called it yet"
                : "no process of this user or of root has mapped the file"
        }
        throw refused(symbol, name, reason)
    }

    /// The selection in one process; nil if there is none yet.
    private func choice(
        of symbol: ELFSymbol, _ slots: [ELFFunctionSlot], _ mappings: [ProcessMapping],
        _ process: Int32
    ) throws(LoadError) -> UInt64? {
        func target(_ file: ELFFile, _ mappings: [ProcessMapping], _ slot: UInt64) -> UInt64? {
            guard let address = Self.runningAddress(of: slot, file, mappings),
                let bytes = try? Kernel.memory(of: process, at: address, count: 8) ?? nil
            else { return nil }
            return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        for slot in slots {
            switch slot.target {
            case .resolver(let resolver) where resolver == symbol.value: break
            case .symbol(let index) where isSame(index, symbol): break
            default: continue
            }
            if let value = target(file, mappings, slot.address),
                let offset = offset(ofFunctionAt: value, mappings, symbol)
            {
                return offset
            }
        }
        // The file itself doesn't call the function; other files in the process may.
        guard let others = try? ProcessMapping.files(in: process) else { return nil }
        for other in others where other != Kernel.resolved(path) {
            guard
                let caller = try? UserBinary("/proc/\(process)/root\(other)", program: program)
                    .file,
                let slots = try? caller.functionSlots(),
                let places = try? ProcessMapping.executable(in: process, named: other)
            else { continue }
            for slot in slots {
                guard case .symbol(let index) = slot.target,
                    caller.dynamicSymbols.indices.contains(index),
                    caller.dynamicSymbols[index].name == symbol.name,
                    let value = target(caller, places, slot.address),
                    let offset = offset(ofFunctionAt: value, mappings, symbol)
                else { continue }
                return offset
            }
        }
        return nil
    }

    private func isSame(_ index: Int, _ symbol: ELFSymbol) -> Bool {
        file.dynamicSymbols.indices.contains(index)
            && file.dynamicSymbols[index].value == symbol.value
            && file.dynamicSymbols[index].type == .indirectFunction
    }

    /// The file offset of an address in its running code. Nil for an address elsewhere, for the resolver, and
    /// for the procedure linkage table: such a word isn't resolved yet.
    private func offset(
        ofFunctionAt address: UInt64, _ mappings: [ProcessMapping], _ symbol: ELFSymbol
    ) -> UInt64? {
        for mapping in mappings {
            guard let offset = mapping.fileOffset(of: address), offset != fileOffset(of: symbol)
            else {
                continue
            }
            let isLinkage = file.sections.contains { section in
                section.name.hasPrefix(".plt") && offset >= section.offset
                    && offset - section.offset < section.size
            }
            return isLinkage ? nil : offset
        }
        return nil
    }

    /// The runtime address of an address in the file.
    private static func runningAddress(
        of address: UInt64, _ file: ELFFile, _ mappings: [ProcessMapping]
    ) -> UInt64? {
        guard let segments = try? file.segments() else { return nil }
        for mapping in mappings {
            for segment in segments where segment.isLoaded && segment.isExecutable {
                // A mapping starts at the segment's first page, or later.
                let first = segment.offset & ~0xfff
                guard mapping.offset >= first, mapping.offset < segment.offset &+ segment.memorySize
                else {
                    continue
                }
                let start = segment.address &- (segment.offset &- mapping.offset)
                return mapping.start &- start &+ address
            }
        }
        return nil
    }

    private func refused(_ symbol: ELFSymbol, _ name: String, _ reason: String?) -> LoadError {
        .indirectFunction(
            program: program, path: path, symbol: name, candidates: candidates(for: symbol),
            reason: reason)
    }

    /// Functions whose names mark them as implementations of the IFUNC: `__memcpy_avx_unaligned` for
    /// `memcpy`, `sum.avx2` or `sum_fast` for `sum`.
    private func candidates(for symbol: ELFSymbol) -> [String] {
        let base = symbol.name.utf8.prefix { $0 != UInt8(ascii: "@") }.drop {
            $0 == UInt8(ascii: "_")
        }
        guard !base.isEmpty else { return [] }
        var names: Set<String> = []
        for candidate in file.symbols + file.dynamicSymbols
        where candidate.type == .function && candidate.value != symbol.value {
            let name = candidate.name.utf8.drop { $0 == UInt8(ascii: "_") }
            guard name.starts(with: base), let next = name.dropFirst(base.count).first,
                next == UInt8(ascii: "_") || next == UInt8(ascii: "."),
                fileOffset(of: candidate) != nil
            else { continue }
            names.insert(candidate.name)
        }
        return names.sorted()
    }
}
