internal import SwiftletBTF

/// A struct_ops type of the kernel or of a module.
struct KernelStructure {
    /// The name without a flavour.
    let name: String
    let target: AttachTarget
    let module: KernelModule?
    /// The type of the map's value: `bpf_struct_ops_NAME`.
    let valueType: BTFTypeID
    let valueSize: Int
    /// Offset of the structure in the value, in bytes.
    let dataOffset: Int
    let members: [String: Member]

    struct Member {
        let name: String
        let index: Int
        /// In bytes.
        let offset: Int
        let size: Int
        let kind: BTFKind
        /// Not a bit field.
        let isWhole: Bool
        /// A pointer to a function.
        let isFunction: Bool
    }

    /// Limits the size in bytes. The kernel's structures are far smaller.
    private static let largest = 1 << 20

    /// - Parameter map: Named in errors.
    /// - Throws: `LoadError.structOps` if the kernel has no such structure.
    init(
        named name: String, map: String, _ target: inout TargetResolver
    ) throws(LoadError) {
        let valueName = "bpf_struct_ops_" + name
        // Look up the value's type first: it identifies whose types these are, and that the structure is a
        // struct_ops.
        guard let found = try target.named(valueName, in: BTFKinds(.structure)),
            let own = found.types.ids(named: name, in: BTFKinds(.structure)).first
        else {
            throw .structOps(
                map: map, member: nil,
                reason: "this kernel has no struct_ops '\(name)' (no type \(valueName) in its BTF)")
        }
        do throws(BTFError) {
            let value = try found.types.type(found.id)
            guard Int(value.sizeOrType) <= Self.largest,
                let data = try found.types.members(of: value).first(where: { $0.type == own })
            else { throw .noSuchType(type: own, end: found.types.endID) }
            self.name = name
            self.target = AttachTarget(type: own, object: found.module.map { .module($0) } ?? .kernel)
            module = found.module
            valueType = found.id
            valueSize = Int(value.sizeOrType)
            dataOffset = Int(data.bitOffset / 8)
            members = try Self.members(of: own, in: found.types)
        } catch {
            throw .targetTypes(error)
        }
    }

    private static func members(
        of id: BTFTypeID, in types: BTFTable
    ) throws(BTFError) -> [String: Member] {
        var members: [String: Member] = [:]
        for (index, member) in try types.members(of: types.type(id)).enumerated() {
            let name = try types.name(at: member.nameOffset)
            let type = try types.resolvingModifiers(member.type)
            var isFunction = false
            if type.kind == .pointer {
                let pointee = try types.resolvingModifiers(BTFTypeID(type.sizeOrType))
                isFunction = pointee.kind == .functionPrototype
            }
            members[name] = Member(
                name: name, index: index, offset: Int(member.bitOffset / 8),
                size: (try? types.size(of: member.type)) ?? 0, kind: type.kind,
                isWhole: member.bitfieldSize == 0, isFunction: isFunction)
        }
        return members
    }
}
