/// Which kinds of type the running kernel accepts; found by probing, never by its version.
public struct BTFKernelSupport: Sendable, Equatable {
    /// BTF_KIND_FUNC and FUNC_PROTO (5.0)
    public var functions: Bool
    /// Functions marked global (5.6)
    public var globalFunctions: Bool
    /// BTF_KIND_VAR and DATASEC (5.2)
    public var dataSections: Bool
    /// A data section's name that begins with `?` (6.9)
    public var optionalSectionNames: Bool
    /// BTF_KIND_FLOAT (5.13)
    public var floats: Bool
    /// BTF_KIND_DECL_TAG (5.16)
    public var declarationTags: Bool
    /// BTF_KIND_TYPE_TAG (5.17)
    public var typeTags: Bool
    /// BTF_KIND_ENUM64, and signed BTF_KIND_ENUM (6.0)
    public var enumerations64: Bool

    public init(
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
    public static var all: BTFKernelSupport { BTFKernelSupport() }

    /// The first kernel with BTF at all (4.18).
    public static var none: BTFKernelSupport {
        BTFKernelSupport(
            functions: false, globalFunctions: false, dataSections: false,
            optionalSectionNames: false, floats: false, declarationTags: false, typeTags: false,
            enumerations64: false)
    }
}
