/// How to attach to an IFUNC: a symbol for which the dynamic loader selects one of several functions when a
/// program starts, such as the `memcpy` for the current CPU.
public enum IndirectFunctions: Sendable, Equatable {
    /// Refuses IFUNCs. The error lists the likely implementations, if the file names them.
    case refused
    /// Attaches to the function that the dynamic loader selected in a running process that uses the file.
    ///
    /// The file's resolver isn't run: that would execute untrusted code with this process's privileges.
    /// Instead, the selection is read from the memory of a process: `process` if set, else
    /// `AttachOptions.process`, else this process, else the first process of this user or root that has
    /// mapped the file. Processes started with other tunables (GLIBC_TUNABLES) may use another function,
    /// which then isn't probed.
    case chosen(process: Int32? = nil)
}
