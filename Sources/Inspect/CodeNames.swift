internal import ELFLoader

/// What the instructions of an object refer to, indexed once for all its functions.
///
/// Records may point to the same long name again and again. So names are read until as many bytes have been
/// read as a few times the file has; after that, instructions have no more notes and no more source lines.
package struct CodeNames {
    private let spec: ObjectSpec
    /// By section, in order of instructions.
    private var lines: [String: [BTFLineRecord]] = [:]
    private var relocations: [String: [BTFRelocationRecord]] = [:]
    /// By map, in order of offsets.
    private var variables: [[VariableSpec]]
    /// The number of bytes that may still be read.
    private var budget: Int

    package init(_ inspection: Inspection) {
        spec = inspection.spec
        budget = 8 * inspection.file.bytes.count
        for section in spec.records?.lines ?? [] {
            lines[section.name, default: []] += section.records
        }
        for section in spec.records?.relocations ?? [] {
            relocations[section.name, default: []] += section.records
        }
        for name in lines.keys { lines[name]?.sort { $0.instructionOffset < $1.instructionOffset } }
        for name in relocations.keys {
            relocations[name]?.sort { $0.instructionOffset < $1.instructionOffset }
        }
        variables = [[VariableSpec]](repeating: [], count: spec.maps.count)
        for variable in spec.variables { variables[variable.map].append(variable) }
        for map in variables.indices { variables[map].sort { $0.offset < $1.offset } }
    }

    /// The names by index in the function's instructions.
    mutating func notes(of function: FunctionSpec) -> [Int: String] {
        var notes: [Int: String] = [:]
        for relocation in function.relocations {
            notes[relocation.instruction] = name(of: relocation.target)
        }
        guard let types = spec.types else { return notes }
        for record in Self.records(
            relocations[function.sectionName], of: function, { $0.instructionOffset })
        {
            guard budget > 0 else { break }
            let index = Int(record.instructionOffset) / Instruction.size - function.start
            guard let access = try? CORERelocation(record, at: index, in: types) else { continue }
            let title = access.title(in: types)
            budget -= title.utf8.count
            notes[index] = "CO-RE: " + title
        }
        return notes
    }

    /// The lines of C by index in the function's instructions.
    mutating func sources(of function: FunctionSpec) -> [Int: Disassembly.Source] {
        var sources: [Int: Disassembly.Source] = [:]
        guard let types = spec.types else { return sources }
        for record in Self.records(
            lines[function.sectionName], of: function, { $0.instructionOffset })
        {
            guard budget > 0 else { break }
            let file = (try? types.name(at: record.fileNameOffset)) ?? ""
            let text = (try? types.name(at: record.lineOffset)) ?? ""
            budget -= file.utf8.count + text.utf8.count
            let index = Int(record.instructionOffset) / Instruction.size - function.start
            sources[index] = Disassembly.Source(file: file, line: record.line, text: text.trimmed)
        }
        return sources
    }

    /// The records of a section that belong to a function.
    private static func records<Record>(
        _ records: [Record]?, of function: FunctionSpec, _ offset: (Record) -> UInt32
    ) -> ArraySlice<Record> {
        guard let records else { return [] }
        let start = function.start * Instruction.size
        let end = start + function.instructions.count * Instruction.size
        let first = records.endOfPrefix { Int(offset($0)) < start }
        return records[first..<max(first, records.endOfPrefix { Int(offset($0)) < end })]
    }

    private func name(of target: CodeRelocation.Target) -> String? {
        switch target {
        case .map(let map): "map \(spec.maps[map].name)"
        case .data(let map, let offset): place(in: map, Int(offset))
        case .call(let function), .functionAddress(let function): spec.functions[function].name
        case .extern(let extern), .externCall(let extern): spec.externs[extern].name
        case .jumpTable(let symbol): "jump table \(symbol)"
        case .invalid: nil
        }
    }

    /// `limits`, or `limits+8` inside of a variable.
    private func place(in map: Int, _ offset: Int) -> String {
        let next = variables[map].endOfPrefix { $0.offset <= offset }
        guard next > 0 else { return "\(spec.maps[map].name)+\(offset)" }
        let variable = variables[map][next - 1]
        return variable.offset == offset
            ? variable.name : "\(variable.name)+\(offset - variable.offset)"
    }
}

extension String {
    /// Without blanks and tabs at its start.
    fileprivate var trimmed: String {
        String(Substring(utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }))
    }
}
