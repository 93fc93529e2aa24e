internal import CaptureCheckChild

/// A report of a process.
enum Sighting {
    /// A new program, about itself.
    case program(Program)
    /// An exec that failed.
    case failure(errno: Int32)
    /// The thread that is about to call exec.
    case caller(tid: Int)

    /// What a new program found.
    struct Program {
        var args: [ArraySlice<UInt8>]
        var env: [ArraySlice<UInt8>]
        /// AT_EXECFN.
        var filename: ArraySlice<UInt8>
        /// Unknown for a tiny program.
        var comm: ArraySlice<UInt8>?
        var uid: Int?
        var effectiveUID: Int?
    }

    /// Reads a report file: `struct check_report`, again and again.
    static func all(in bytes: [UInt8]) throws(CheckFailure) -> [Sighting] {
        var reader = LittleEndianReader(bytes)
        var sightings: [Sighting] = []
        while !reader.isAtEnd {
            guard try reader.number(4) == Int(CHECK_MAGIC) else {
                throw CheckFailure(message: "a child's report is damaged")
            }
            let kind = try reader.number(4)
            let argc = try reader.number(4)
            let envc = try reader.number(4)
            let argsBytes = try reader.number(8)
            let envBytes = try reader.number(8)
            let filenameLength = try reader.number(4)
            let error = try reader.number(4)
            let tid = try reader.number(4)
            let uid = try reader.number(4)
            let effectiveUID = try reader.number(4)
            _ = try reader.number(4)
            let comm = try reader.bytes(16).prefix { $0 != 0 }
            switch UInt32(kind) {
            case CHECK_FAILED.rawValue: sightings.append(.failure(errno: Int32(error)))
            case CHECK_CALLER.rawValue: sightings.append(.caller(tid: tid))
            default:
                let args = try reader.strings(count: argc, bytes: argsBytes)
                let env = try reader.strings(count: envc, bytes: envBytes)
                let filename = try reader.bytes(filenameLength)
                sightings.append(
                    .program(
                        Program(
                            args: args, env: env, filename: filename, comm: comm, uid: uid,
                            effectiveUID: effectiveUID)))
            }
        }
        return sightings
    }

    /// Reads the stack of a new program, as the kernel lays it out:
    ///
    ///     sp  argc  argv[0] ... 0  envp[0] ... 0  auxiliary vector 0 0  ...  strings
    ///     │   └ here sp points to
    ///     └ pushed by the program
    static func stack(_ bytes: [UInt8], wordSize: Int) throws(CheckFailure) -> Program {
        var reader = LittleEndianReader(bytes)
        let base = try reader.number(wordSize) - wordSize
        let argc = try reader.number(wordSize)
        guard argc < 10_000_000 else { throw CheckFailure(message: "a stack holds no argc") }
        var arguments: [Int] = []
        for _ in 0..<argc { arguments.append(try reader.number(wordSize)) }
        guard try reader.number(wordSize) == 0 else {
            throw CheckFailure(message: "argv on a stack does not end with 0")
        }
        var variables: [Int] = []
        while case let pointer = try reader.number(wordSize), pointer != 0 {
            variables.append(pointer)
        }
        var filename = 0
        while case let tag = try reader.number(wordSize), tag != 0 {
            let value = try reader.number(wordSize)
            if tag == 31 { filename = value }  // AT_EXECFN
        }
        func string(_ pointer: Int) throws(CheckFailure) -> ArraySlice<UInt8> {
            let start = pointer - base
            guard start >= 0, start < bytes.count,
                let end = bytes[start...].firstIndex(of: 0)
            else { throw CheckFailure(message: "a string on a stack is cut off") }
            return bytes[start..<end]
        }
        var program = Program(args: [], env: [], filename: try string(filename))
        for pointer in arguments { program.args.append(try string(pointer)) }
        for pointer in variables { program.env.append(try string(pointer)) }
        return program
    }
}
