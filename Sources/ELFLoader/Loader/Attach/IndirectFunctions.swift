/// How to attach to an IFUNC: a name for which the dynamic loader chooses one of several functions when a
/// program starts, such as the `memcpy` for the CPU at hand.
public enum IndirectFunctions: Sendable, Equatable {
    /// Not at all. The error lists functions that the choice may be among, if the file has their names.
    case refused
    /// To the function that the dynamic loader has chosen in a running process that uses the file.
    ///
    /// The file's resolver isn't run: that would be a stranger's code with this process's privileges.
    /// Instead the choice is read from the process's memory. `process` is the one to look into; if nil,
    /// it is `AttachOptions.process`, or else this process, or the first of this user's or root's that
    /// has mapped the file. Processes that start with other tunables (GLIBC_TUNABLES) can use another
    /// function, which then isn't probed.
    case chosen(process: Int32? = nil)
}
