/// The place of a relocated value in an instruction.
package enum COREForm: Sendable, Equatable {
    /// The immediate of an arithmetic instruction.
    case arithmetic
    /// The offset of a load or store.
    case memory
    /// The two immediates of a wide load.
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
