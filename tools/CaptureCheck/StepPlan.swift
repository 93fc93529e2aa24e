internal import CaptureCheckChild

/// One planned exec of a process.
struct StepPlan {
    /// Who reports what the new program found.
    enum Witness {
        /// The child: `struct check_report`.
        case report
        /// A tiny program that writes its complete stack.
        case stack(wordSize: Int)
        /// Nobody, because the program is killed at once or does not exist.
        case none
    }

    var path: String
    var args: [[UInt8]] = []
    var env: [[UInt8]] = []
    var method = CHECK_EXECVE
    var folder = Int32(CHECK_AT_FDCWD)
    var execFlags: Int32 = 0
    var flags: UInt32 = 0
    var badIndex = 0
    /// The expected error of exec; 0 for success.
    var error: Int32 = 0
    var witness = Witness.report
    /// The program that a script is run by.
    var interpreter: String?
    /// The program of the previous step makes this exec itself.
    var isRelayed = false

    var isUntouched: Bool { flags & CHECK_UNTOUCHED.rawValue != 0 }
    var isThread: Bool { flags & CHECK_THREAD.rawValue != 0 }
    var hasBadString: Bool { flags & CHECK_BAD_STRING.rawValue != 0 }
    var hasBadArray: Bool { flags & CHECK_BAD_ARRAY.rawValue != 0 }

    /// Appends the step as the child reads it (`struct check_step`, and what follows it).
    func append(to plan: inout [UInt8]) {
        func append<Number: FixedWidthInteger>(_ number: Number) {
            for byte in 0..<Number.bitWidth / 8 {
                plan.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
            }
        }
        let argsBytes = args.reduce(0) { $0 + $1.count + 1 }
        let envBytes = env.reduce(0) { $0 + $1.count + 1 }
        append(UInt32(CHECK_MAGIC))
        append(UInt32(method.rawValue))
        append(flags)
        append(folder)
        append(execFlags)
        append(UInt32(args.count))
        append(UInt32(env.count))
        append(UInt32(badIndex))
        append(UInt64(argsBytes))
        append(UInt64(envBytes))
        append(UInt32(path.utf8.count + 1))
        append(UInt32(0))
        for string in args { append(UInt32(string.count + 1)) }
        for string in env { append(UInt32(string.count + 1)) }
        plan.append(contentsOf: path.utf8)
        plan.append(0)
        for string in args {
            plan.append(contentsOf: string)
            plan.append(0)
        }
        for string in env {
            plan.append(contentsOf: string)
            plan.append(0)
        }
    }
}
