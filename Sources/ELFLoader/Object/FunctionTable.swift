internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// The functions of an object, and who is where.
struct FunctionTable {
    private(set) var functions: [FunctionSpec] = []

    /// By ELF section index: its functions, as indices in order of their offsets.
    private(set) var ofSection: [[Int]]

    /// - Parameter types: Of two names for one function, the one that has a type here is its own.
    init(_ file: ELFFile, _ types: BTFTable?) throws(ObjectError) {
        ofSection = [[Int]](repeating: [], count: file.sections.count)
        // By section: places in file.symbols.
        var symbols = ofSection
        for (place, symbol) in file.symbols.enumerated() where symbol.type == .function {
            if let section = symbol.section { symbols[section].append(place) }
        }
        var names: Set<String> = []
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
            }
            for place in inOrder {
                let symbol = file.symbols[place]
                guard symbol.binding == .local || names.insert(symbol.name).inserted else {
                    throw .duplicate(kind: "function", name: symbol.name)
                }
                if let last = ofSection[section.index].last, functions[last].hasExtent(of: symbol) {
                    rename(last, or: symbol, types)
                } else {
                    try add(symbol, of: section, data, file.order)
                }
            }
        }
    }

    /// Takes note of a second name of a function (`__attribute__((alias))`).
    private mutating func rename(_ index: Int, or symbol: ELFSymbol, _ types: BTFTable?) {
        let function = functions[index]
        let isTyped = !(types?.ids(named: function.name, in: .functions).isEmpty ?? true)
        let isTypedToo = !(types?.ids(named: symbol.name, in: .functions).isEmpty ?? true)
        // A name that the kernel sees goes before one that it doesn't, and a strong one before a weak one.
        let isWorse =
            isTyped != isTypedToo
            ? isTypedToo : !function.isGlobal && symbol.binding != .local || function.isWeak && symbol.binding == .global
        functions[index] =
            isWorse
            ? FunctionSpec(
                symbol, function.sectionName, function.section, function.instructions,
                aliases: function.aliases + [function.name])
            : FunctionSpec(function, aliases: function.aliases + [symbol.name])
    }

    private mutating func add(
        _ symbol: ELFSymbol, of section: ELFSection, _ data: ByteView, _ order: ByteOrder
    ) throws(ObjectError) {
        let slot = UInt64(Instruction.size)
        guard symbol.size > 0, symbol.value.isMultiple(of: slot), symbol.size.isMultiple(of: slot),
            symbol.value <= data.count, symbol.size <= UInt64(data.count) - symbol.value
        else {
            throw .functionExtent(
                section: section.name, function: symbol.name, offset: symbol.value, size: symbol.size)
        }
        // Functions don't overlap, so that the instructions of all take no more than the file does.
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
            FunctionSpec(symbol, section.name, section.index, instructions, aliases: []))
    }

    /// The function that holds an instruction of a section.
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

    /// The last function that begins at an instruction or before it, found by halving.
    private func lastFunction(startingBy instruction: Int, of section: Int) -> Int? {
        guard ofSection.indices.contains(section) else { return nil }
        let candidates = ofSection[section]
        var (low, high) = (0, candidates.count)
        while low < high {
            let middle = (low + high) / 2
            if functions[candidates[middle]].start <= instruction { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : candidates[low - 1]
    }

    /// The functions with every instruction named that has to be filled in.
    func relocated(
        _ file: ELFFile, declared: [DeclaredMap], data: DataSections, externs: [Extern]
    ) throws(ObjectError) -> [FunctionSpec] {
        var relocations = [[CodeRelocation]](repeating: [], count: functions.count)
        let symbols = RelocationSymbols(declared: declared, data: data, externs: externs)
        for section in ofSection.indices where !ofSection[section].isEmpty {
            let reader = RelocationReader(
                file: file, section: file.sections[section], table: self, symbols: symbols)
            for relocation in try reader.relocations() {
                relocations[relocation.function].append(relocation.code)
            }
        }
        return zip(functions, relocations).map { function, relocations in
            FunctionSpec(
                function, relocations: relocations.sorted { $0.instruction < $1.instruction })
        }
    }
}

extension FunctionSpec {
    fileprivate init(
        _ symbol: ELFSymbol, _ sectionName: String, _ section: Int, _ instructions: [Instruction],
        aliases: [String]
    ) {
        self.init(
            name: symbol.name, aliases: aliases, sectionName: sectionName, section: section,
            start: Int(clamping: symbol.value / UInt64(Instruction.size)), instructions: instructions,
            relocations: [], isGlobal: symbol.binding != .local, isWeak: symbol.binding == .weak,
            isHidden: symbol.visibility == .hidden || symbol.visibility == .internal)
    }

    fileprivate init(
        _ other: FunctionSpec, aliases: [String]? = nil, relocations: [CodeRelocation] = []
    ) {
        self.init(
            name: other.name, aliases: aliases ?? other.aliases, sectionName: other.sectionName,
            section: other.section, start: other.start, instructions: other.instructions,
            relocations: relocations, isGlobal: other.isGlobal, isWeak: other.isWeak,
            isHidden: other.isHidden)
    }

    /// Behind the last instruction.
    fileprivate var end: Int { start + instructions.count }

    fileprivate func hasExtent(of symbol: ELFSymbol) -> Bool {
        let slot = UInt64(Instruction.size)
        return UInt64(start) * slot == symbol.value && UInt64(instructions.count) * slot == symbol.size
    }
}
