package import SwiftletBTF

/// Something that an object uses and the kernel, or its configuration, provides.
package struct ExternSpec: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// `.kconfig`: an option of the kernel's configuration, or something of the kernel's that is
        /// made to look like one (`LINUX_KERNEL_VERSION`).
        case configuration
        /// `.ksyms`, declared with type void: the address of a symbol of the kernel, without a type.
        case kernelSymbol
        /// `.ksyms`: a variable of the kernel, whose type must be compatible.
        case kernelVariable
        /// `.ksyms`: a function of the kernel (kfunc).
        case kernelFunction
        /// Declared without a section that says where it comes from.
        case unknown
    }

    package let name: String
    package let source: Source
    /// May be missing; its address is then 0, an option's value 0.
    package let isWeak: Bool
    /// The BTF type of the variable or function, if there is one.
    package let type: BTFTypeID?
    /// Of an option, where its value goes in the map `.kconfig`, and in what form.
    package let option: ConfigurationOption?

    /// The name without a flavour: objects that are linked together may declare one kernel function
    /// differently, as `f___one` and `f___two`.
    package var essentialName: String {
        guard let end = name.flavourStart else { return name }
        return String(decoding: name.utf8.prefix(end), as: UTF8.self)
    }
}

extension String {
    /// Where the last `___` with something else on both sides begins, in bytes.
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
