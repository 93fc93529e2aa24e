internal import SwiftletBTF

/// The BTF description of a data section.
struct DataSectionTypes {
    /// The section's own type (DATASEC); void if there is no such type.
    private(set) var type = BTFTypeID.void
    private(set) var variables: [VariableSpec] = []
    /// Whether the section has a variable that other programs or user space may share, so that mapping
    /// it is useful. Static and hidden variables don't count; hidden ones are locks and lists, which
    /// the kernel does not let anyone map.
    private(set) var isShared = false

    /// - Parameters:
    ///   - id: The section's type, if it has one.
    ///   - map: The index in `ObjectSpec.maps` of the section's map.
    /// - Throws: `ObjectError.btf` if the types are malformed.
    init(
        _ section: String, _ id: BTFTypeID?, map: Int, _ types: BTFTable?, _ fixups: BTFFixups
    ) throws(ObjectError) {
        guard let types, let id else { return }
        self.type = id
        let offsets = fixups.sections[section]?.offsets ?? [:]
        do throws(BTFError) {
            for variable in try types.variables(of: try types.type(id)) {
                let type = try types.type(variable.type)
                let name = try types.name(of: type)
                if try types.linkage(of: type) != .static, !fixups.hiddenVariables.contains(name) {
                    isShared = true
                }
                variables.append(
                    VariableSpec(
                        name: name, map: map, offset: Int(offsets[name] ?? variable.offset),
                        size: Int(variable.size), type: type.id))
            }
        } catch {
            throw .btf(section: ".BTF", error)
        }
    }
}
