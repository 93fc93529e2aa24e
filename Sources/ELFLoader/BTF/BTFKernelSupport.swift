/// Which kinds of type the running kernel accepts; found by probing, never by its version.
package struct BTFKernelSupport: Sendable, Equatable {
    /// BTF_KIND_FUNC and FUNC_PROTO (5.0)
    package var functions: Bool
    /// Functions marked global (5.6)
    package var globalFunctions: Bool
    /// BTF_KIND_VAR and DATASEC (5.2)
    package var dataSections: Bool
    /// A data section's name that begins with `?` (6.9)
    package var optionalSectionNames: Bool
    /// BTF_KIND_FLOAT (5.13)
    package var floats: Bool
    /// BTF_KIND_DECL_TAG (5.16)
    package var declarationTags: Bool
    /// BTF_KIND_TYPE_TAG (5.17)
    package var typeTags: Bool
    /// BTF_KIND_ENUM64, and signed BTF_KIND_ENUM (6.0)
    package var enumerations64: Bool

    package init(
        functions: Bool = true, globalFunctions: Bool = true, dataSections: Bool = true,
        optionalSectionNames: Bool = true, floats: Bool = true, declarationTags: Bool = true,
        typeTags: Bool = true, enumerations64: Bool = true
    ) {
        self.functions = functions
        self.globalFunctions = globalFunctions
        self.dataSections = dataSections
        self.optionalSectionNames = optionalSectionNames
        self.floats = floats
        self.declarationTags = declarationTags
        self.typeTags = typeTags
        self.enumerations64 = enumerations64
    }

    /// A kernel of 6.9 or later.
    package static var all: BTFKernelSupport { BTFKernelSupport() }

    /// The first kernel with BTF at all (4.18).
    package static var none: BTFKernelSupport {
        BTFKernelSupport(
            functions: false, globalFunctions: false, dataSections: false,
            optionalSectionNames: false, floats: false, declarationTags: false, typeTags: false,
            enumerations64: false)
    }
}
