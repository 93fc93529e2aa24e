/// How a process makes its exec.
enum ExecKind: String, CaseIterable {
    case execve, execveat
    /// A path below an open folder.
    case folder = "execveat-folder"
    /// A memfd, by its descriptor (AT_EMPTY_PATH).
    case fexecve
    /// `#!`: the kernel rewrites the argument vector.
    case script
    /// By a thread that is not the leader.
    case thread
    /// A 32-bit program.
    case program32 = "32-bit"
    /// Made by a 32-bit program, whose system calls the stream path doesn't see.
    case caller32 = "by-32-bit"
    /// A 64-bit program of a few bytes: no libc, no dynamic loader.
    case staticProgram = "static"
    /// A program that ld.so starts.
    case dynamicProgram = "dynamic"
    case setuid
    case pidNamespace = "pid-namespace"
    case userNamespace = "user-namespace"
    case emptyArguments = "empty-argv"
    /// The strings are on pages that have not been touched yet.
    case untouched
    /// Three times in a row.
    case chain
    /// Killed by a signal right after its exec.
    case killed
    /// Execs that fail, and then one that doesn't.
    case failed
    /// The largest size that the kernel takes.
    case limit = "at-the-limit"

    /// How often this kind is chosen, relative to the sum of all.
    var weight: Int {
        switch self {
        case .execve: 20
        case .execveat, .folder, .fexecve, .thread, .program32, .caller32, .staticProgram: 8
        case .script: 10
        case .dynamicProgram, .chain, .killed, .untouched, .failed: 6
        case .setuid, .pidNamespace, .userNamespace: 5
        case .emptyArguments: 4
        // By number, not by chance: see ProcessPlan.
        case .limit: 0
        }
    }
}
