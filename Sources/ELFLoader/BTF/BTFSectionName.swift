/// The parts of a `.BTF` or `.BTF.ext` blob, to name in an error where it is wrong.
public enum BTFSectionName: Sendable, Equatable {
    case types
    case strings
    case layout
    case functionInfo
    case lineInfo
    case coreRelocations

    /// The UAPI name of the header's field.
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
