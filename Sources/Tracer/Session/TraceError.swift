public import ELFLoader

/// Why nothing can be traced.
public enum TraceError: Error, Sendable {
    /// The process may not: it lacks these capabilities.
    case notPermitted(missing: [String])
    /// The tracer's programs could not be loaded or attached.
    case load(LoadError)
    /// The ring buffer could not be mapped or waited for.
    case ring(RingBufferError)
    /// A map could not be read or written.
    case map(KernelError)
    /// The embedded object is not what this code was written for.
    case object(ObjectError)
}

extension TraceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notPermitted(let missing):
            "not permitted: \(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") missing; run as root, or grant the capabilities with setcap"
        case .load(let error): "\(error)"
        case .ring(let error): "\(error)"
        case .map(let error): "\(error)"
        case .object(let error): "embedded object: \(error)"
        }
    }
}
