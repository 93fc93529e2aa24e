package import SwiftletBTF

/// A variable or function that an object uses and the kernel or its configuration provides.
package struct ExternSpec: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// `.kconfig`: an option of the kernel configuration, or a kernel value presented as one
        /// (`LINUX_KERNEL_VERSION`).
        case configuration
        /// `.ksyms`, declared with type void: the address of a kernel symbol, without a type.
        case kernelSymbol
        /// `.ksyms`: a kernel variable, whose type must be compatible.
        case kernelVariable
        /// `.ksyms`: a kernel function (kfunc).
        case kernelFunction
        /// Declared without a section that specifies the source.
        case unknown
    }

    package let name: String
    package let source: Source
    /// Whether it may be missing. A missing symbol has address 0; a missing option has value 0.
    package let isWeak: Bool
    /// The BTF type of the variable or function, if it has one.
    package let type: BTFTypeID?
    /// The offset and form of an option in the map `.kconfig`; nil if this is not an option.
    package let option: ConfigurationOption?

    /// The name without a flavour. Objects that are linked together may declare one kernel function
    /// differently, as `f___one` and `f___two`.
    package var essentialName: String {
        guard let end = name.flavourStart else { return name }
        return String(decoding: name.utf8.prefix(end), as: UTF8.self)
    }
}

extension String {
    /// The byte offset of the last `___` that has other characters on both sides.
    fileprivate var flavourStart: Int? {
        let bytes = Array(utf8)
        let underscore = UInt8(ascii: "_")
        guard bytes.count >= 5 else { return nil }
        for start in (1...bytes.count - 4).reversed()
        where bytes[start - 1] != underscore && bytes[start + 3] != underscore
            && bytes[start..<start + 3].allSatisfy({ $0 == underscore })
        {
            return start
        }
        return nil
    }
}
