internal import SwiftletBTF
internal import SwiftletObject

extension COREError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownKind(let kind):
            "unrecognized CO-RE relocation (\(kind)): 12 is the last one known"
        case .misaligned(let offset):
            "byte \(offset) is not the start of an instruction"
        case .pathSyntax(let type, let path):
            "parsing \(type) + '\(path)' failed: expected numbers with colons between them"
        case .pathTooLong(let type, let limit):
            "\(type): more than \(limit) levels of structs and arrays"
        case .stepOutOfRange(let type, let path, let step, let found, let count):
            "parsing \(type) + '\(path)' failed: at step \(step): got \(found), expected less than \(count)"
        case .stepInto(let type, let path, let step, let kind):
            "parsing \(type) + '\(path)' failed: step \(step) leads into a type of kind \(kind.name), expected STRUCT, UNION or ARRAY"
        case .unnamedMember(let type, let member):
            "member \(member) of type \(type) has an empty name"
        case .notEnumerator(let type, let kind, let path):
            "parsing \(type) + '\(path)' failed: got kind \(kind.name), expected one index into an ENUM"
        case .offsetOverflow(let type):
            "\(type): the field is beyond 512 MiB"
        case .anonymousType(let type, let kind):
            "<\(kind.name)> \(type): relocation doesn't support anonymous types: give it a name"
        case .ambiguous(
            let kind, let path, let first, let firstID, let firstAnswer, let second, let secondID,
            let secondAnswer):
            "<\(kind.name)> \(path): relocation decision ambiguity: \(firstAnswer) by \(firstID) \(first) != \(secondAnswer) by \(secondID) \(second)"
        case .bitFieldTooWide(let side, let path, let kind):
            "<\(kind.name)> can't be satisfied for \(side.name) bit field \(path): no aligned 64-bit load holds it"
        case .arrayElement(let side, let path, let kind):
            "<\(kind.name)> can't be applied to array access \(path) (\(side.name))"
        case .bitFieldType(let side, let path, let kind):
            "\(side.name) bit field \(path) is of kind \(kind.name), expected INT or ENUM"
        case .tooComplex(let type, let limit):
            "\(type): comparing types took more than \(limit) steps: do they contain themselves?"
        case .types(let side, let error):
            "\(side.name) types: \(error.description)"
        case .instructionOutOfRange(let instruction, let count):
            "insn #\(instruction) is not in the program of \(count) instructions"
        case .unexpectedValue(let instruction, let form, let found, let expected, let new):
            "unexpected insn #\(instruction) (\(form.name)) value: got \(found), exp \(expected) -> \(new)"
        case .valueTooLarge(let instruction, let form, let value, let limit):
            "insn #\(instruction) (\(form.name)) value too big: \(value), limit is \(limit)"
        case .unexpectedSize(let instruction, let found, let expected):
            "insn #\(instruction) (LDX/ST/STX) unexpected mem size: got \(found), exp \(expected)"
        case .unloadableSize(let instruction, let size):
            "insn #\(instruction) (LDX/ST/STX) invalid new mem size: \(size)"
        case .unexpectedInstruction(let instruction, let found):
            "trying to relocate unrecognized insn #\(instruction), code:\(found.opcode), src:\(found.source), dst:\(found.destination), off:\(found.offset), imm:\(found.immediate)"
        }
    }
}
