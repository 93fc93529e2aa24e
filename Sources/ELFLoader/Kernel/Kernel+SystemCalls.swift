extension Kernel {
    /// What the names of functions that do system calls begin with, where these take one pointer to the caller's
    /// registers (ARCH_HAS_SYSCALL_WRAPPER, Linux 4.17); empty on an architecture where they don't.
    package static var systemCallPrefix: String {
        #if arch(x86_64)
            "__x64_sys_"
        #elseif arch(arm64)
            "__arm64_sys_"
        #else
            ""
        #endif
    }

    /// The same for the calls of 32-bit programs that the kernel treats in a way of their own, like execve(2).
    package static var compatSystemCallPrefix: String {
        #if arch(x86_64)
            "__ia32_compat_sys_"
        #elseif arch(arm64)
            "__arm64_compat_sys_"
        #else
            ""
        #endif
    }
}
