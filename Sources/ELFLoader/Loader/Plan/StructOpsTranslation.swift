internal import SwiftletBTF

/// Translates variables of one structure type into the kernel's layout. Computed once per type.
struct StructOpsTranslation {
    let kernel: KernelStructure
    /// The pointers that the kernel's structure has as well, by index of the object's member.
    private(set) var pointers: [Int: KernelStructure.Member] = [:]
    /// The ranges to copy, by index of the kernel's member.
    private var copies: [Int: (source: Range<Int>, to: Int)] = [:]
    /// Members that the kernel's structure lacks: they must be 0.
    private var missing: [(name: String, range: Range<Int>)] = []
    /// The ranges of `missing`, sorted and merged.
    private var missingBytes: [Range<Int>] = []

    /// - Parameters:
    ///   - id: The structure in the object's types.
    ///   - map: Named in errors.
    /// - Throws: `LoadError.structOps` if the kernel has no such structure, or an incompatible one.
    init(
        _ id: BTFTypeID, map: String, _ types: BTFTable?, _ target: inout TargetResolver
    ) throws(LoadError) {
        func refused(_ member: String?, _ reason: String) -> LoadError {
            .structOps(map: map, member: member, reason: reason)
        }
        guard let types else { throw refused(nil, "the object has no types (BTF)") }
        let size: Int
        let members: [Own]
        let name: String
        do throws(BTFError) {
            let structure = try types.type(id)
            size = Int(structure.sizeOrType)
            name = try types.essentialName(at: structure.nameOffset)
            members = try Self.members(of: structure, in: types)
        } catch {
            throw .object(.btf(section: ".BTF", error))
        }
        kernel = try KernelStructure(named: name, map: map, &target)
        for (index, member) in members.enumerated() {
            guard member.start <= size, member.size <= size - member.start else {
                throw refused(
                    member.name, "\(member.size) bytes at \(member.start), expected it within \(size)")
            }
            let range = member.start..<member.start + member.size
            guard let own = kernel.members[member.name] else {
                missing.append((member.name, range))
                continue
            }
            guard member.isWhole, own.isWhole else {
                throw refused(member.name, "a bit field, which is not supported")
            }
            guard member.kind == own.kind else {
                throw refused(
                    member.name, "\(member.kind.name), expected \(own.kind.name), as this kernel has it")
            }
            if member.kind == .pointer {
                pointers[index] = own
                continue
            }
            let place = kernel.dataOffset + own.offset
            guard member.size == own.size, place <= kernel.valueSize, own.size <= kernel.valueSize - place
            else {
                throw refused(
                    member.name, "\(member.size) bytes, expected \(own.size), as this kernel has it")
            }
            copies[own.index] = (range, place)
        }
        for (_, range) in missing.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            if let last = missingBytes.last, range.lowerBound <= last.upperBound {
                missingBytes[missingBytes.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                missingBytes.append(range)
            }
        }
    }

    /// Translates a variable into the kernel's layout, without its programs.
    ///
    /// - Parameter bytes: The variable's bytes, as many as its type's size.
    /// - Throws: `LoadError.structOps` if a member that this kernel lacks is nonzero.
    func value(of bytes: [UInt8], map: String) throws(LoadError) -> [UInt8] {
        func isSet(_ range: Range<Int>) -> Bool { bytes[range].contains { $0 != 0 } }
        if missingBytes.contains(where: isSet) {
            throw .structOps(
                map: map, member: missing.first { isSet($0.range) }?.name,
                reason: "this kernel's structure has no such member, and it is set")
        }
        var value = [UInt8](repeating: 0, count: kernel.valueSize)
        for (source, place) in copies.values {
            value.replaceSubrange(place..<place + source.count, with: bytes[source])
        }
        return value
    }

    /// A member of the object's structure.
    private struct Own {
        let name: String
        /// In bytes.
        let start: Int
        let size: Int
        let kind: BTFKind
        /// Not a bit field.
        let isWhole: Bool
    }

    private static func members(
        of structure: BTFType, in types: BTFTable
    ) throws(BTFError) -> [Own] {
        var members: [Own] = []
        for member in try types.members(of: structure) {
            members.append(
                Own(
                    name: try types.name(at: member.nameOffset), start: Int(member.bitOffset / 8),
                    size: try types.size(of: member.type),
                    kind: try types.resolvingModifiers(member.type).kind,
                    isWhole: member.bitfieldSize == 0))
        }
        return members
    }
}
