/// The kinds of type that the running kernel accepts, found by probing, not by kernel version.
package struct BTFKernelSupport: Sendable, Equatable {
    /// BTF_KIND_FUNC and BTF_KIND_FUNC_PROTO (5.0)
    package var functions: Bool
    /// Functions with global linkage (5.6)
    package var globalFunctions: Bool
    /// BTF_KIND_VAR and BTF_KIND_DATASEC (5.2)
    package var dataSections: Bool
    /// Data section names that begin with `?` (6.9)
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

    /// The support of Linux 6.9 and later.
    package static var all: BTFKernelSupport { BTFKernelSupport() }

    /// The support of the first kernel with BTF (4.18).
    package static var none: BTFKernelSupport {
        BTFKernelSupport(
            functions: false, globalFunctions: false, dataSections: false,
            optionalSectionNames: false, floats: false, declarationTags: false, typeTags: false,
            enumerations64: false)
    }
}
