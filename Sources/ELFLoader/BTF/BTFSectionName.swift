/// The parts of a `.BTF` or `.BTF.ext` blob, named in errors.
package enum BTFSectionName: Sendable, Equatable {
    case types
    case strings
    case layout
    case functionInfo
    case lineInfo
    case coreRelocations

    /// The name for messages; for the parts of `.BTF.ext`, the prefix of the UAPI header fields.
    package var name: String {
        switch self {
        case .types: "type section"
        case .strings: "string section"
        case .layout: "layout section"
        case .functionInfo: "func_info"
        case .lineInfo: "line_info"
        case .coreRelocations: "core_relo"
        }
    }
}
