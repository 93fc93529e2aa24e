/// Where an instruction holds what a relocation is about.
public enum COREForm: Sendable, Equatable {
    /// In the immediate of an arithmetic instruction.
    case arithmetic
    /// In the offset of a load or store.
    case memory
    /// In the two immediates of a wide load.
    case wideLoad

    /// The name that libbpf prints.
    package var name: String {
        switch self {
        case .arithmetic: "ALU/ALU64"
        case .memory: "LDX/ST/STX"
        case .wideLoad: "LDIMM64"
        }
    }
}
