internal import SwiftletKernel

/// A network interface, by its name or its index.
public enum NetworkInterface: Sendable, Equatable, ExpressibleByStringLiteral {
    case name(String)
    case index(UInt32)

    public init(stringLiteral name: String) {
        self = .name(name)
    }

    func number() throws(KernelError) -> UInt32 {
        switch self {
        case .name(let name): try Kernel.interfaceIndex(name)
        case .index(let index): index
        }
    }
}
