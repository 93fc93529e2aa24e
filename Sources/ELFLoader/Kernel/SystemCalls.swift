// Kernel: wraps bpf(2) and the other system calls of the loader.
//
//     Loader ──▶ mapCreate, programLoad, btfLoad, … ──▶ SystemCalls ──▶ bpf(2)
//                (this folder: one file per idea)       (this file)
//
// Callers pass plain values (a `MapCreation`, instructions, bytes) and get back an owned `Descriptor` or a
// `KernelError` that says what failed and what to do. This file makes only the bpf(2) calls; for others, such
// as perf_event_open(2) or mmap(2), files call SwiftletShims where they need them. Sources: bpf(2),
// include/uapi/linux/bpf.h, kernel/bpf/syscall.c.

internal import SwiftletShims

/// Makes all bpf(2) calls, except those of `RingReplacement`, which a thread in SwiftletShims makes.
///
/// Each call returns a result, or `-errno`.
enum SystemCalls {
    #if DEBUG
        /// Runs `body` while calls of `command` from this thread fail with `errno` without being made. For
        /// tests of error handling.
        ///
        /// - Parameter count: The number of calls that fail; later calls are made.
        static func failing<Result: ~Copyable, E: Error>(
            _ command: Command, with errno: Errno, count: Int32 = .max,
            _ body: () throws(E) -> Result
        ) throws(E) -> Result {
            swiftlet_inject_error(Int32(command.rawValue), errno.rawValue, count)
            defer { swiftlet_inject_error(0, 0, 0) }
            return try body()
        }
    #endif

    /// `bpf(2)`
    static func bpf<Attributes: BitwiseCopyable>(
        _ command: Command, _ attributes: inout Attributes
    ) -> Int {
        #if DEBUG
            let error = swiftlet_injected_error(Int32(command.rawValue))
            if error != 0 { return -Int(error) }
        #endif
        // SAFETY: the kernel reads and writes at most the size passed.
        return unsafe withUnsafeMutablePointer(to: &attributes) { pointer in
            unsafe swiftlet_bpf(
                Int32(command.rawValue), pointer, UInt32(MemoryLayout<Attributes>.size))
        }
    }
}

/// A command of bpf(2), numbered as in `enum bpf_cmd`.
public enum Command: Int, Sendable {
    /// BPF_MAP_CREATE
    case mapCreate = 0
    /// BPF_MAP_LOOKUP_ELEM
    case mapLookup = 1
    /// BPF_MAP_UPDATE_ELEM
    case mapUpdate = 2
    /// BPF_MAP_DELETE_ELEM
    case mapDelete = 3
    /// BPF_MAP_GET_NEXT_KEY
    case mapNextKey = 4
    /// BPF_PROG_LOAD
    case programLoad = 5
    /// BPF_OBJ_PIN
    case objectPin = 6
    /// BPF_OBJ_GET
    case objectGet = 7
    /// BPF_PROG_TEST_RUN
    case programTestRun = 10
    /// BPF_PROG_GET_NEXT_ID
    case programNextID = 11
    /// BPF_MAP_GET_NEXT_ID
    case mapNextID = 12
    /// BPF_PROG_GET_FD_BY_ID
    case programByID = 13
    /// BPF_MAP_GET_FD_BY_ID
    case mapByID = 14
    /// BPF_OBJ_GET_INFO_BY_FD
    case objectInfo = 15
    /// BPF_PROG_QUERY
    case programQuery = 16
    /// BPF_RAW_TRACEPOINT_OPEN
    case rawTracepointOpen = 17
    /// BPF_BTF_LOAD
    case btfLoad = 18
    /// BPF_BTF_GET_FD_BY_ID
    case btfByID = 19
    /// BPF_MAP_LOOKUP_AND_DELETE_ELEM: queues and stacks, Linux 4.20; hashes, 5.14
    case mapLookupAndDelete = 21
    /// BPF_MAP_FREEZE, Linux 5.2
    case mapFreeze = 22
    /// BPF_BTF_GET_NEXT_ID
    case btfNextID = 23
    /// BPF_MAP_LOOKUP_BATCH, Linux 5.6
    case mapLookupBatch = 24
    /// BPF_MAP_LOOKUP_AND_DELETE_BATCH, Linux 5.6
    case mapLookupAndDeleteBatch = 25
    /// BPF_MAP_UPDATE_BATCH, Linux 5.6
    case mapUpdateBatch = 26
    /// BPF_MAP_DELETE_BATCH, Linux 5.6
    case mapDeleteBatch = 27
    /// BPF_LINK_CREATE, Linux 5.7
    case linkCreate = 28
    /// BPF_LINK_UPDATE, Linux 5.7
    case linkUpdate = 29
    /// BPF_LINK_GET_FD_BY_ID, Linux 5.8
    case linkByID = 30
    /// BPF_LINK_GET_NEXT_ID, Linux 5.8
    case linkNextID = 31
    /// BPF_ENABLE_STATS, Linux 5.8
    case enableStatistics = 32
    /// BPF_ITER_CREATE, Linux 5.8
    case iteratorCreate = 33
    /// BPF_LINK_DETACH, Linux 5.9
    case linkDetach = 34
}
