internal import SwiftletBTF
internal import SwiftletObject

/// The records of `.BTF.ext` by the function that they are about: each is looked at once, however many
/// programs there are.
struct FunctionRecords {
    /// One function's records, as places among those of its section.
    private struct Places {
        var type: Int?
        var lines: [Int] = []
        var relocations: [Int] = []
    }

    private let records: BTFExt?
    /// By index in `ObjectSpec.functions`.
    private var places: [Places]
    /// By name of a section: places in `BTFExt.functions`, `.lines` and `.relocations`.
    private var functions: [String: Int] = [:]
    private var lines: [String: Int] = [:]
    private var relocations: [String: Int] = [:]
    private let spec: ObjectSpec

    init(_ spec: ObjectSpec) {
        self.spec = spec
        records = spec.records
        places = [Places](repeating: Places(), count: spec.functions.count)
        guard let records else { return }
        // The functions of a section follow each other. Of several sections that share a name the first is
        // the one that records are about.
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

    /// The function of `range` that holds a place in its section, found by halving.
    private static func function(at offset: UInt32, _ spec: ObjectSpec, _ range: Range<Int>) -> Int? {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if spec.functions[middle].byteRange.lowerBound <= Int(offset) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low > range.lowerBound, spec.functions[low - 1].byteRange.contains(Int(offset)) else {
            return nil
        }
        return low - 1
    }

    /// The type of a function, an index in `ObjectSpec.functions`; nil if there is no record of it.
    func type(of function: Int) -> BTFTypeID? {
        guard let records, let place = places[function].type,
            let section = functions[spec.functions[function].sectionName]
        else { return nil }
        return records.functions[section].records[place].type
    }

    /// The source lines of a function, in the order of the file.
    func lines(of function: Int) -> [BTFLineRecord] {
        guard let records, let section = lines[spec.functions[function].sectionName] else { return [] }
        return places[function].lines.map { records.lines[section].records[$0] }
    }

    /// The CO-RE relocations of a function, in the order of the file, with their numbers in the section.
    func relocations(of function: Int) -> [(index: Int, record: BTFRelocationRecord)] {
        guard let records, let section = relocations[spec.functions[function].sectionName] else { return [] }
        return places[function].relocations.map { ($0, records.relocations[section].records[$0]) }
    }
}

extension FunctionSpec {
    /// The function's offset in its section, in bytes.
    var byteRange: Range<Int> {
        start * Instruction.size..<(start + instructions.count) * Instruction.size
    }
}
