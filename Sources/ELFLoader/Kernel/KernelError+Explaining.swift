extension KernelError {
    /// Adds the cause of a failed call, if it is known.
    ///
    /// - Parameter reason: A human-readable explanation of an errno; nil if it isn't known.
    package func explained(_ reason: (Errno) -> String?) -> KernelError {
        switch self {
        case .call(let command, let subject, let errno):
            guard let reason = reason(errno) else { return self }
            return .refused(call: command.name, subject: subject, errno: errno, reason: reason)
        case .system(let call, let subject, let errno):
            guard let reason = reason(errno) else { return self }
            return .refused(call: call, subject: subject, errno: errno, reason: reason)
        default: return self
        }
    }
}
