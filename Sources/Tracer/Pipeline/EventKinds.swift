public import TracerCapture

/// Kinds of event.
public struct EventKinds: OptionSet, Sendable {
    public let rawValue: UInt8

    public static let exec = EventKinds(rawValue: 1)
    public static let exit = EventKinds(rawValue: 2)
    public static let fork = EventKinds(rawValue: 4)
    public static let tcp = EventKinds(rawValue: 8)
    public static let standard: EventKinds = [.exec, .exit]
    public static let all: EventKinds = [.exec, .exit, .fork, .tcp]

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}

extension TracerEvent {
    public var kind: EventKinds {
        switch self {
        case .exec: .exec
        case .exit: .exit
        case .fork: .fork
        case .tcp: .tcp
        }
    }
}
