internal import SwiftletBTF

extension COREPath {
    /// Parses a record's path and checks it against the types that it was written for.
    ///
    /// - Throws: The same errors as `CORERelocation.init`.
    init(
        parsing record: BTFRelocationRecord, _ kind: COREKind, in types: CORETypes
    ) throws(COREError) {
        self.init(root: record.type)
        let text = try types.name(at: record.accessStringOffset)
        guard let indices = Self.indices(text) else {
            throw .pathSyntax(type: record.type, path: text)
        }
        if kind.isType {
            // The relocation is about the type alone: clang writes "0".
            guard text == "0" else { throw .pathSyntax(type: record.type, path: text) }
            _ = try types.type(record.type)
            return
        }
        let type = try types.resolving(record.type)
        if kind.isEnumerator {
            guard type.kind.isEnumeration, indices.count == 1 else {
                throw .notEnumerator(type: record.type, kind: type.kind, path: text)
            }
            guard indices[0] < type.vlen else {
                throw .stepOutOfRange(
                    type: record.type, path: text, step: 0, found: indices[0], count: type.vlen)
            }
            let enumerator = try types.enumerator(indices[0], of: type)
            try descend(indices[0])
            steps = [COREStep(type: type.id, index: indices[0], name: enumerator.nameOffset)]
            return
        }
        // In C, a pointer to the type may point into an array of it.
        try descend(indices[0])
        try advance(indices[0], of: 8 * types.size(of: type.id))
        steps = [COREStep(type: type.id, index: indices[0], name: nil)]
        var next = type.id
        for (position, index) in indices.enumerated().dropFirst() {
            try descend(index)
            let outer = try types.resolving(next)
            switch outer.kind {
            case .structure, .union:
                guard index < outer.vlen else {
                    throw .stepOutOfRange(
                        type: record.type, path: text, step: position, found: index,
                        count: outer.vlen)
                }
                let member = try types.member(index, of: outer)
                try advance(1, of: Int(member.bitOffset))
                if !member.isAnonymous {
                    guard try !types.isUnnamed(member.nameOffset) else {
                        throw .unnamedMember(type: outer.id, member: index)
                    }
                    steps.append(COREStep(type: outer.id, index: index, name: member.nameOffset))
                }
                next = member.type
            case .array:
                let array = try types.array(of: outer)
                let isFlexible = try types.isFlexible(array, after: steps.last)
                guard index < array.count || isFlexible else {
                    throw .stepOutOfRange(
                        type: record.type, path: text, step: position, found: index,
                        count: Int(array.count))
                }
                let element = try types.resolving(array.element)
                steps.append(COREStep(type: element.id, index: index, name: nil))
                try advance(index, of: 8 * types.size(of: element.id))
                next = element.id
            default:
                throw .stepInto(
                    type: record.type, path: text, step: position, kind: outer.kind)
            }
        }
    }

    /// The numbers in `0:1:2`, each at most 2^31 - 1; nil if the text has any other form.
    private static func indices(_ text: String) -> [Int]? {
        var indices: [Int] = []
        var digits = 0
        var index = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                index = index * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
                guard index <= Int32.max else { return nil }
            case UInt8(ascii: ":"):
                guard digits > 0 else { return nil }
                indices.append(index)
                digits = 0
                index = 0
            default:
                return nil
            }
        }
        guard digits > 0 else { return nil }
        indices.append(index)
        return indices
    }
}
