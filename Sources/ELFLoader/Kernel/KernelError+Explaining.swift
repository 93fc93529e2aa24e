extension KernelError {
    /// The error with its cause, where a call failed for a reason that is known.
    ///
    /// - Parameter reason: What an error number means here, in words for people; nil if that isn't known.
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
