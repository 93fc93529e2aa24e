import SwiftletBTF

/// A table in the words of `bpftool btf dump`.
struct BTFDump {
    let table: BTFTable

    /// A line per type, and one for each of its parts.
    func lines(for id: BTFTypeID) throws -> [String] {
        let type = try table.type(id)
        let head = "\(id) \(type.kind.name) '\(try name(type.nameOffset))'"
        let reference = "type_id=\(type.sizeOrType)"
        switch type.kind {
        case .void:
            return [head]
        case .integer:
            let integer = try table.integer(of: type)
            return [
                "\(head) size=\(try table.size(of: id)) bits_offset=\(integer.bitOffset) nr_bits=\(integer.bits) encoding=\(encoding(integer))"
            ]
        case .pointer, .typedef, .volatile, .const, .restrict, .typeTag:
            return ["\(head) \(reference)"]
        case .array:
            let array = try table.array(of: type)
            return [
                "\(head) type_id=\(array.element.rawValue) index_type_id=\(array.index.rawValue) nr_elems=\(array.count)"
            ]
        case .structure, .union:
            return try ["\(head) size=\(type.sizeOrType) vlen=\(type.vlen)"]
                + table.members(of: type).map { member in
                    let line =
                        "\t'\(try name(member.nameOffset))' type_id=\(member.type.rawValue) bits_offset=\(member.bitOffset)"
                    return member.bitfieldSize == 0
                        ? line : "\(line) bitfield_size=\(member.bitfieldSize)"
                }
        case .enumeration, .enumeration64:
            let sign = type.flag ? "SIGNED" : "UNSIGNED"
            let suffix = type.kind == .enumeration ? "" : type.flag ? "LL" : "ULL"
            return try ["\(head) encoding=\(sign) size=\(type.sizeOrType) vlen=\(type.vlen)"]
                + table.enumerators(of: type).map {
                    let value = type.flag ? "\($0.signedValue)" : "\($0.value)"
                    return "\t'\(try name($0.nameOffset))' val=\(value)\(suffix)"
                }
        case .forward:
            return ["\(head) fwd_kind=\(type.flag ? "union" : "struct")"]
        case .function:
            return ["\(head) \(reference) linkage=\(linkage(type.functionLinkage))"]
        case .functionPrototype:
            return try ["\(head) ret_\(reference) vlen=\(type.vlen)"]
                + table.parameters(of: type).map {
                    "\t'\(try name($0.nameOffset))' type_id=\($0.type.rawValue)"
                }
        case .variable:
            return ["\(head) \(reference), linkage=\(linkage(try table.linkage(of: type)))"]
        case .dataSection:
            return try ["\(head) size=\(type.sizeOrType) vlen=\(type.vlen)"]
                + table.variables(of: type).map {
                    let variable = try table.type($0.type)
                    return
                        "\ttype_id=\($0.type.rawValue) offset=\($0.offset) size=\($0.size) (\(variable.kind.name) '\(try name(variable.nameOffset))')"
                }
        case .float:
            return ["\(head) size=\(type.sizeOrType)"]
        case .declarationTag:
            return ["\(head) \(reference) component_idx=\(try table.component(of: type) ?? -1)"]
        }
    }

    private func name(_ offset: UInt32) throws -> String {
        offset == 0 ? "(anon)" : try table.name(at: offset)
    }

    private func linkage(_ linkage: BTFLinkage?) -> String {
        switch linkage {
        case .static: "static"
        case .global: "global"
        case .extern: "extern"
        case nil: "(unknown)"
        }
    }

    private func encoding(_ integer: BTFInteger) -> String {
        switch integer.encoding {
        case 0: "(none)"
        case 1: "SIGNED"
        case 2: "CHAR"
        case 4: "BOOL"
        default: "UNKN"
        }
    }
}
