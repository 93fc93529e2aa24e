internal import SwiftletShims

extension Kernel {
    /// Opens an event on one CPU to which programs write samples (PERF_COUNT_SW_BPF_OUTPUT).
    ///
    /// - Parameters:
    ///   - wakeUp: The number of samples or bytes after which the kernel wakes a waiting reader.
    ///   - name: The map's name, for messages.
    /// - Returns: Nil if the CPU is not online.
    /// - Throws: `KernelError.missingCapability`, `.system`.
    package static func perfOutputEvent(
        processor: Int, wakeUp: UInt32, isBytes: Bool, name: String
    ) throws(KernelError) -> Descriptor? {
        let result = swiftlet_perf_event_open_output(
            Int32(clamping: processor), wakeUp, isBytes ? 1 : 0)
        guard result >= 0 else {
            let errno = Errno(result: result)
            if errno == .noDevice { return nil }
            let subject = "map '\(name)'"
            if errno == .notPermitted || errno == .accessDenied,
                let capabilities = Capabilities.current(), !capabilities.perfmon
            {
                throw .missingCapability(
                    command: .mapUpdate, subject: subject, capability: "CAP_PERFMON")
            }
            throw .system(
                call: "perf_event_open on CPU \(processor)", subject: subject, errno: errno)
        }
        return Descriptor(adopting: Int32(result))
    }

    /// Enables an event (PERF_EVENT_IOC_ENABLE).
    ///
    /// - Throws: `KernelError.system`.
    package static func enablePerfEvent(_ event: Int32, name: String) throws(KernelError) {
        let result = swiftlet_perf_event_enable(event)
        guard result >= 0 else {
            throw .system(
                call: "ioctl PERF_EVENT_IOC_ENABLE", subject: "map '\(name)'",
                errno: Errno(result: result))
        }
    }
}
