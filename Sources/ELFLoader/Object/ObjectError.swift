package import SwiftletBTF
public import SwiftletBytes
package import SwiftletELF

/// An error in a BPF object, or in an edit of its spec.
public enum ObjectError: Error, Sendable {
    /// The ELF file itself is malformed.
    case elf(FormatError)
    /// The type information in a section is malformed.
    case btf(section: String, FormatError)
    /// Bytes of a section could not be read.
    case bytes(section: String, BytesError)
    /// The file is an ELF file, but not a BPF object.
    case notBPF(machine: UInt16, type: UInt16)
    /// A section's size is not a whole number of instructions, or a function extends past its section.
    case functionExtent(section: String, function: String, offset: UInt64, size: UInt64)
    /// Two functions overlap, and they are not one function with two names.
    case functionsOverlap(section: String, function: String, offset: UInt64, other: String)
    /// A program is static. It must be global, because nothing can refer to a static program.
    case staticProgram(section: String, function: String)
    /// Two functions or two maps have the same name.
    case duplicate(kind: String, name: String)
    /// A relocation does not fit its instruction or symbol.
    case relocation(section: String, index: Int, offset: UInt64, symbol: String, reason: String)
    /// A relocation section is of type RELA. In BPF objects, the instruction holds the addend.
    case addends(section: String)
    /// A field of a map's definition is unknown, or its type is wrong.
    case map(name: String, field: String, reason: String)
    /// The declaration of an extern is invalid.
    case extern(name: String, reason: String)
    /// The object defines maps in a section `maps`, as before libbpf 1.0.
    case legacyMaps(section: String)
    /// The object has maps, but no BTF that describes them.
    case mapsWithoutBTF(section: String)
    /// An edit names something that is not in the object.
    case notFound(kind: String, name: String, known: [String])
    /// An edit sets the target of a program that does not attach to a function or type.
    case noTarget(program: String, section: String)
    /// The value of an edit has the wrong size.
    case size(variable: String, found: Int, expected: Int)
    /// An edit names a member or element that the variable does not have.
    case noMember(variable: String, reason: String)
    /// A text is not a value of the variable's type.
    case value(variable: String, type: String, text: String, reason: String)
}

extension ObjectError {
    package static func elf(_ error: ELFError) -> ObjectError { .elf(FormatError(error)) }
    package static func btf(section: String, _ error: BTFError) -> ObjectError {
        .btf(section: section, FormatError(error))
    }
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
