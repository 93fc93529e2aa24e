internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// The functions of an object, with lookup by position.
struct FunctionTable {
    private(set) var functions: [FunctionSpec] = []

    /// The functions of each ELF section, as indices in order of their offsets.
    private(set) var ofSection: [[Int]]

    /// Reads the functions, without their relocations (`readRelocations(_:_:)`).
    ///
    /// - Parameter types: If several symbols name a function, the one with a type here is its primary
    ///   name.
    init(_ file: ELFFile, _ types: BTFTable?) throws(ObjectError) {
        ofSection = [[Int]](repeating: [], count: file.sections.count)
        // For each section, indices into file.symbols.
        var symbols = ofSection
        for (place, symbol) in file.symbols.enumerated() where symbol.type == .function {
            if let section = symbol.section { symbols[section].append(place) }
        }
        var names: Set<String> = []
        var typed: Set<String>?
        for section in file.sections {
            guard section.type == .programBits, section.flags.contains(.executable), section.size > 0
            else { continue }
            let data = try ObjectSpec.contents(of: section, in: file)
            guard data.count.isMultiple(of: Instruction.size) else {
                throw .functionExtent(
                    section: section.name, function: "", offset: 0, size: section.size)
            }
            let inOrder = symbols[section.index].sorted {
                let (one, other) = (file.symbols[$0].value, file.symbols[$1].value)
                return one == other ? $0 < $1 : one < other
            }.map { file.symbols[$0] }
            for symbol in inOrder {
                guard symbol.binding == .local || names.insert(symbol.name).inserted else {
                    throw .duplicate(kind: "function", name: symbol.name)
                }
            }
            // Symbols with the same extent are names of one function.
            var start = 0
            while start < inOrder.count {
                let extent = (inOrder[start].value, inOrder[start].size)
                var end = start + 1
                while end < inOrder.count, (inOrder[end].value, inOrder[end].size) == extent { end += 1 }
                if end - start > 1, typed == nil { typed = try FunctionNames.typed(in: types) }
                try add(
                    FunctionNames(inOrder[start..<end], typed: typed ?? []), of: section, data, file.order)
                start = end
            }
        }
    }

    private mutating func add(
        _ names: FunctionNames, of section: ELFSection, _ data: ByteView, _ order: ByteOrder
    ) throws(ObjectError) {
        let symbol = names.symbol
        let slot = UInt64(Instruction.size)
        guard symbol.size > 0, symbol.value.isMultiple(of: slot), symbol.size.isMultiple(of: slot),
            symbol.value <= data.count, symbol.size <= UInt64(data.count) - symbol.value
        else {
            throw .functionExtent(
                section: section.name, function: symbol.name, offset: symbol.value, size: symbol.size)
        }
        // Functions must not overlap, so that all instructions together take no more memory than the
        // file.
        if let last = ofSection[section.index].last {
            let previous = functions[last]
            guard previous.end <= Int(symbol.value / slot) else {
                throw .functionsOverlap(
                    section: section.name, function: symbol.name, offset: symbol.value,
                    other: previous.name)
            }
        }
        var instructions: [Instruction] = []
        instructions.reserveCapacity(Int(symbol.size / slot))
        do {
            for offset in stride(
                from: Int(symbol.value), to: Int(symbol.value + symbol.size), by: Instruction.size)
            {
                instructions.append(try Instruction(parsing: data, at: offset, order))
            }
        } catch {
            throw .bytes(section: section.name, error)
        }
        ofSection[section.index].append(functions.count)
        functions.append(
            FunctionSpec(
                name: symbol.name, aliases: names.aliases, sectionName: section.name,
                section: section.index, start: Int(symbol.value / slot), instructions: instructions,
                relocations: [], isGlobal: symbol.binding != .local, isWeak: symbol.binding == .weak,
                isHidden: symbol.visibility == .hidden || symbol.visibility == .internal))
    }

    /// The function that contains an instruction of a section.
    func function(containing instruction: Int, of section: Int) -> Int? {
        guard let index = lastFunction(startingBy: instruction, of: section),
            instruction < functions[index].end
        else { return nil }
        return index
    }

    /// The function that begins at an instruction of a section.
    func function(startingAt instruction: Int, of section: Int) -> Int? {
        guard let index = lastFunction(startingBy: instruction, of: section),
            functions[index].start == instruction
        else { return nil }
        return index
    }

    /// The last function that begins at or before an instruction.
    private func lastFunction(startingBy instruction: Int, of section: Int) -> Int? {
        guard ofSection.indices.contains(section) else { return nil }
        let candidates = ofSection[section]
        let end = candidates.endOfPrefix { functions[$0].start <= instruction }
        return end == 0 ? nil : candidates[end - 1]
    }

    /// Reads the relocations of all code sections and adds them to the functions.
    mutating func readRelocations(
        _ file: ELFFile, _ symbols: RelocationSymbols
    ) throws(ObjectError) {
        for section in ofSection.indices where !ofSection[section].isEmpty {
            let reader = RelocationReader(
                file: file, section: file.sections[section], table: self, symbols: symbols)
            for relocation in try reader.relocations() {
                functions[relocation.function].relocations.append(relocation.code)
            }
            for index in ofSection[section] {
                functions[index].relocations.sort { $0.instruction < $1.instruction }
            }
        }
    }
}

extension FunctionSpec {
    /// The offset after the last instruction.
    fileprivate var end: Int { start + instructions.count }
}
