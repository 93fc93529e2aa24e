public import SwiftletBTF
public import SwiftletBytes
public import SwiftletELF

/// Why a file is no BPF object that can be loaded.
public enum ObjectError: Error, Sendable {
    /// The ELF file itself is malformed.
    case elf(ELFError)
    /// The type information in a section is malformed.
    case btf(section: String, BTFError)
    /// Bytes of a section could not be read.
    case bytes(section: String, BytesError)
    /// An ELF file, but not of a BPF program.
    case notBPF(machine: UInt16, type: UInt16)
    /// The section's size is not a whole number of instructions, or a function's extent is not in it.
    case functionExtent(section: String, function: String, offset: UInt64, size: UInt64)
    /// Two functions share some of their instructions, and are not one function under two names.
    case functionsOverlap(section: String, function: String, offset: UInt64, other: String)
    /// A program must be global: nothing can refer to a static one.
    case staticProgram(section: String, function: String)
    /// Two functions, maps or variables of one name, which nobody could tell apart.
    case duplicate(kind: String, name: String)
    /// A relocation does not fit the instruction or symbol that it is for.
    case relocation(section: String, index: Int, offset: UInt64, symbol: String, reason: String)
    /// RELA has no use in BPF objects: the addend stands in the instruction.
    case addends(section: String)
    /// A map's definition has a field that is not understood, or whose type is wrong.
    case map(name: String, field: String, reason: String)
    /// A declaration of something that the kernel is to provide makes no sense.
    case extern(name: String, reason: String)
    /// Definitions in a section `maps`, as before libbpf 1.0.
    case legacyMaps(section: String)
    /// There are maps, but no BTF that describes them.
    case mapsWithoutBTF(section: String)
    /// An edit names something that the object does not have.
    case notFound(kind: String, name: String, known: [String])
    /// An edit says what a program attaches to that does not attach by a function or type.
    case noTarget(program: String, section: String)
    /// An edit's value has the wrong size.
    case size(variable: String, found: Int, expected: Int)
    /// An edit names a member or element that a variable does not have.
    case noMember(variable: String, reason: String)
    /// A text that is no value of the variable's type.
    case value(variable: String, type: String, text: String, reason: String)
}

extension ObjectError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .elf(let error): "\(error)"
        case .btf(let section, let error): "section '\(section)': \(error)"
        case .bytes(let section, let error): "section '\(section)': \(error)"
        case .notBPF(let machine, let type):
            "not a BPF object: e_machine is \(machine), expected 247 (EM_BPF), or e_type is \(type), expected 1 (ET_REL); compile with clang -target bpf -c"
        case .functionExtent(let section, let function, let offset, let size):
            "section '\(section)': function '\(function)': \(size) bytes at offset \(offset) are not whole instructions inside the section"
        case .functionsOverlap(let section, let function, let offset, let other):
            "section '\(section)': function '\(function)' begins at offset \(offset), inside function '\(other)'"
        case .staticProgram(let section, let function):
            "section '\(section)': program '\(function)' is static; make it global"
        case .duplicate(let kind, let name):
            "more than one \(kind) is called '\(name)'"
        case .relocation(let section, let index, let offset, let symbol, let reason):
            "section '\(section)': relo #\(index) at offset \(offset) against '\(symbol)': \(reason)"
        case .addends(let section):
            "section '\(section)': relocations with addends (SHT_RELA), expected SHT_REL: in BPF objects the addend stands in the instruction"
        case .map(let name, let field, let reason):
            "map '\(name)': field '\(field)': \(reason)"
        case .extern(let name, let reason):
            "extern '\(name)': \(reason)"
        case .legacyMaps(let section):
            "section '\(section)': maps defined by struct bpf_map_def, as before libbpf 1.0; define them in SEC(\".maps\") with __uint and __type"
        case .mapsWithoutBTF(let section):
            "section '\(section)': the maps' definitions are in BTF, and the object has none; compile with -g"
        case .notFound(let kind, let name, let known):
            "no \(kind) is called '\(name)'"
                + (EditDistance.nearest(to: name, of: known).map { " (did you mean '\($0)'?)" } ?? "")
                + "; there \(known.count == 1 ? "is" : "are"): \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        case .noTarget(let program, let section):
            "program '\(program)': programs of section '\(section)' don't attach to a function or type of BTF"
        case .size(let variable, let found, let expected):
            "variable '\(variable)': the value has \(found) bytes, expected \(expected)"
        case .noMember(let variable, let reason):
            "variable '\(variable)': \(reason)"
        case .value(let variable, let type, let text, let reason):
            "variable '\(variable)' of type \(type): '\(text)': \(reason)"
        }
    }
}
