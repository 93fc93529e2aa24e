internal import SwiftletBTF
internal import SwiftletObject

/// Groups the records of `.BTF.ext` by function, so that each record is read once, however many programs
/// there are.
struct FunctionRecords {
    /// One function's records, as indices within their section.
    private struct Places {
        var type: Int?
        var lines: [Int] = []
        var relocations: [Int] = []
    }

    private let records: BTFExt?
    /// By index in `ObjectSpec.functions`.
    private var places: [Places]
    /// Indices in `BTFExt.functions`, `.lines` and `.relocations`, by section name.
    private var functions: [String: Int] = [:]
    private var lines: [String: Int] = [:]
    private var relocations: [String: Int] = [:]
    private let spec: ObjectSpec

    init(_ spec: ObjectSpec) {
        self.spec = spec
        records = spec.records
        places = [Places](repeating: Places(), count: spec.functions.count)
        guard let records else { return }
        // The functions of a section are consecutive. If several sections share a name, the records belong to
        // the first.
        var sections: [String: Range<Int>] = [:]
        var start = 0
        while start < spec.functions.count {
            var end = start + 1
            while end < spec.functions.count, spec.functions[end].section == spec.functions[start].section {
                end += 1
            }
            let name = spec.functions[start].sectionName
            if sections[name] == nil { sections[name] = start..<end }
            start = end
        }
        for (index, section) in records.functions.enumerated() where functions[section.name] == nil {
            functions[section.name] = index
            guard let range = sections[section.name] else { continue }
            for (place, record) in section.records.enumerated() {
                guard let function = Self.function(at: record.instructionOffset, spec, range),
                    spec.functions[function].byteRange.lowerBound == Int(record.instructionOffset),
                    places[function].type == nil
                else { continue }
                places[function].type = place
            }
        }
        for (index, section) in records.lines.enumerated() where lines[section.name] == nil {
            lines[section.name] = index
            guard let range = sections[section.name] else { continue }
            for (place, record) in section.records.enumerated() {
                if let function = Self.function(at: record.instructionOffset, spec, range) {
                    places[function].lines.append(place)
                }
            }
        }
        for (index, section) in records.relocations.enumerated() where relocations[section.name] == nil {
            relocations[section.name] = index
            guard let range = sections[section.name] else { continue }
            for (place, record) in section.records.enumerated() {
                if let function = Self.function(at: record.instructionOffset, spec, range) {
                    places[function].relocations.append(place)
                }
            }
        }
    }

    /// The function in `range` that contains an offset of its section.
    private static func function(at offset: UInt32, _ spec: ObjectSpec, _ range: Range<Int>) -> Int? {
        let functions = spec.functions[range]
        let end = functions.endOfPrefix { $0.byteRange.lowerBound <= Int(offset) }
        guard end > range.lowerBound, functions[end - 1].byteRange.contains(Int(offset)) else { return nil }
        return end - 1
    }

    /// The type of a function, given by its index in `ObjectSpec.functions`; nil if it has no record.
    func type(of function: Int) -> BTFTypeID? {
        guard let records, let place = places[function].type,
            let section = functions[spec.functions[function].sectionName]
        else { return nil }
        return records.functions[section].records[place].type
    }

    /// The line records of a function in file order, each with the index of its instruction in the function.
    func lines(of index: Int) -> [(instruction: Int, record: BTFLineRecord)] {
        let function = spec.functions[index]
        guard let records, let section = lines[function.sectionName] else { return [] }
        return places[index].lines.map { place in
            let record = records.lines[section].records[place]
            return (function.instruction(at: record.instructionOffset), record)
        }
    }

    /// The CO-RE relocations of a function in file order, each with its index in the section and the index of
    /// its instruction in the function.
    func relocations(of index: Int) -> [(index: Int, instruction: Int, record: BTFRelocationRecord)] {
        let function = spec.functions[index]
        guard let records, let section = relocations[function.sectionName] else { return [] }
        return places[index].relocations.map { place in
            let record = records.relocations[section].records[place]
            return (place, function.instruction(at: record.instructionOffset), record)
        }
    }
}

extension FunctionSpec {
    /// The function's range in its section, in bytes.
    var byteRange: Range<Int> {
        start * Instruction.size..<(start + instructions.count) * Instruction.size
    }

    /// The index in the function of the instruction at an offset of the section, in bytes.
    fileprivate func instruction(at offset: UInt32) -> Int { Int(offset) / Instruction.size - start }
}
