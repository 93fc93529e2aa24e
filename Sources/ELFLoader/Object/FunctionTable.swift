internal import BTF
internal import Bytes
internal import ELFObject

/// The functions of an object, and who is where.
struct FunctionTable {
    private(set) var functions: [FunctionSpec] = []

    /// By ELF section index: its functions, as indices in order of their offsets.
    private var ofSection: [[Int]]

    init(_ file: ELFFile) throws(ObjectError) {
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
                file.symbols[$0].value < file.symbols[$1].value
            }
            for place in inOrder {
                let symbol = file.symbols[place]
                guard symbol.binding == .local || names.insert(symbol.name).inserted else {
                    throw .duplicate(kind: "function", name: symbol.name)
                }
                try add(symbol, of: section, data, file.order)
            }
        }
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
            guard previous.start + previous.instructions.count <= Int(symbol.value / slot) else {
                throw .functionExtent(
                    section: section.name, function: symbol.name, offset: symbol.value,
                    size: symbol.size)
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
                name: symbol.name, sectionName: section.name, section: section.index,
                start: Int(symbol.value / slot), instructions: instructions, relocations: [],
                isGlobal: symbol.binding != .local, isWeak: symbol.binding == .weak,
                isHidden: symbol.visibility == .hidden || symbol.visibility == .internal))
    }

    /// The function that holds an instruction of a section.
    func function(containing instruction: Int, of section: Int) -> Int? {
        guard ofSection.indices.contains(section) else { return nil }
        return ofSection[section].first { index in
            let function = functions[index]
            return instruction >= function.start
                && instruction < function.start + function.instructions.count
        }
    }

    /// The function that begins at an instruction of a section.
    func function(startingAt instruction: Int, of section: Int) -> Int? {
        guard ofSection.indices.contains(section) else { return nil }
        return ofSection[section].first { functions[$0].start == instruction }
    }

    /// The functions with every instruction named that has to be filled in.
    func relocated(
        _ file: ELFFile, declared: [DeclaredMap], data: DataSections, externs: [Extern]
    ) throws(ObjectError) -> [FunctionSpec] {
        var relocations = [[CodeRelocation]](repeating: [], count: functions.count)
        for section in ofSection.indices where !ofSection[section].isEmpty {
            let reader = RelocationReader(
                file: file, section: file.sections[section], table: self, declared: declared,
                data: data, externs: externs)
            for relocation in try reader.relocations() {
                relocations[relocation.function].append(relocation.code)
            }
        }
        return zip(functions, relocations).map { function, relocations in
            FunctionSpec(
                name: function.name, sectionName: function.sectionName, section: function.section,
                start: function.start, instructions: function.instructions,
                relocations: relocations.sorted { $0.instruction < $1.instruction },
                isGlobal: function.isGlobal, isWeak: function.isWeak, isHidden: function.isHidden)
        }
    }
}
