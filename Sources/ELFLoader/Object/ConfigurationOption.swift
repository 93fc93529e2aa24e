internal import SwiftletBTF

/// A variable that receives an option of the kernel configuration.
package struct ConfigurationOption: Sendable, Equatable {
    /// The kind of values that the variable can hold.
    package enum Form: Sendable, Equatable {
        /// `bool`: y or n, stored as 1 or 0
        case boolean
        /// `enum libbpf_tristate`: n, y or m, stored as 0, 1 or 2
        case tristate
        /// An integer of one byte: a number, or one of the letters n, m and y
        case character
        /// An integer of 2, 4 or 8 bytes
        case integer
        /// An array of `char`: a string, truncated to leave room for a NUL
        case string
    }

    package let form: Form
    /// Whether an integer can be negative.
    package let isSigned: Bool
    /// The offset in bytes from the start of the map's value.
    package let offset: Int
    /// The size in bytes.
    package let size: Int
    /// The alignment in bytes.
    let alignment: Int

    /// A copy of the option with its offset set.
    func placed(at offset: Int) -> ConfigurationOption {
        ConfigurationOption(
            form: form, isSigned: isSigned, offset: offset, size: size, alignment: alignment)
    }
}

extension ConfigurationOption {
    /// Derives the form, size and alignment from the variable's type. The offset is still 0.
    ///
    /// - Returns: nil if the type cannot hold an option.
    /// - Throws: `BTFError` if the types are malformed or the type has no size.
    init?(of id: BTFTypeID, in types: BTFTable) throws(BTFError) {
        guard let (form, isSigned) = try Self.form(of: id, in: types, isElement: false) else {
            return nil
        }
        self.init(
            form: form, isSigned: isSigned, offset: 0, size: try types.size(of: id),
            alignment: try types.alignment(of: id))
    }

    private static func form(
        of id: BTFTypeID, in types: BTFTable, isElement: Bool
    ) throws(BTFError) -> (Form, isSigned: Bool)? {
        let type = try types.resolvingModifiers(id)
        switch type.kind {
        case .integer:
            let integer = try types.integer(of: type)
            if integer.isBoolean { return type.sizeOrType == 1 ? (.boolean, false) : nil }
            switch type.sizeOrType {
            case 1: return (.character, integer.isSigned)
            case 2, 4, 8: return (.integer, integer.isSigned)
            default: return nil
            }
        case .enumeration, .enumeration64:
            guard type.sizeOrType == 4, try types.name(of: type) == "libbpf_tristate" else { return nil }
            return (.tristate, false)
        case .array where !isElement:
            let array = try types.array(of: type)
            guard array.count > 0,
                let element = try form(of: array.element, in: types, isElement: true),
                element.0 == .character
            else { return nil }
            return (.string, false)
        default:
            return nil
        }
    }
}
