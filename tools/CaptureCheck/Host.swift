internal import CaptureCheckChild

/// Access to files and processes. Only this file uses pointers.
enum Host {
    static func fail(_ what: String, _ result: Int) -> CheckFailure {
        CheckFailure(message: "\(what): errno \(-result)")
    }

    /// The result of a call; negative results are errors.
    @discardableResult
    static func need(_ what: @autoclosure () -> String, _ result: Int) throws(CheckFailure) -> Int {
        guard result >= 0 else { throw fail(what(), result) }
        return result
    }

    /// This process's arguments, without CommandLine, which Embedded Swift lacks.
    static var arguments: [String] {
        var arguments: [String] = []
        // SAFETY: the arguments are the process's own, and last as long as it.
        while let argument = unsafe check_argument(Int32(arguments.count)) {
            arguments.append(unsafe String(cString: argument))
        }
        return arguments
    }

    static func print(_ line: String) {
        write(Array((line + "\n").utf8), to: 1)
    }

    static func print(error line: String) {
        write(Array((line + "\n").utf8), to: 2)
    }

    /// Writes to standard error; a failure can't be reported.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        // SAFETY: the pointer is used during the call only, with the array's own count.
        _ = unsafe bytes.withUnsafeBytes {
            unsafe check_write(descriptor, $0.baseAddress, $0.count)
        }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws(CheckFailure) {
        // SAFETY: the pointer is used during the call only, with the array's own count.
        let result = unsafe bytes.withUnsafeBytes {
            unsafe check_write(descriptor, $0.baseAddress, $0.count)
        }
        try need("writing \(name)", result)
    }

    /// Up to `count` bytes from `offset` on; fewer at the end of the file.
    static func read(
        _ descriptor: Int32, at offset: UInt64, count: Int, _ name: String
    ) throws(CheckFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // SAFETY: the kernel writes at most the array's own count, during the call only.
        let result = unsafe bytes.withUnsafeMutableBytes {
            unsafe check_read(descriptor, $0.baseAddress, $0.count, offset)
        }
        let got = try need("reading \(name)", result)
        if got < count { bytes.removeLast(count - got) }
        return bytes
    }

    // MARK: Files

    static func openRead(_ path: String) throws(CheckFailure) -> Int32 {
        // SAFETY: the path is used during the call only.
        Int32(try need("opening \(path)", unsafe path.withCString { unsafe check_open_read($0) }))
    }

    static func openFolder(_ path: String) throws(CheckFailure) -> Int32 {
        // SAFETY: the path is used during the call only.
        Int32(try need("opening \(path)", unsafe path.withCString { unsafe check_open_folder($0) }))
    }

    static func create(_ path: String, mode: UInt32) throws(CheckFailure) -> Int32 {
        // SAFETY: the path is used during the call only.
        let result = unsafe path.withCString { unsafe check_create($0, mode) }
        return Int32(try need("creating \(path)", result))
    }

    static func create(_ path: String, mode: UInt32, _ contents: [UInt8]) throws(CheckFailure) {
        let descriptor = try create(path, mode: mode)
        defer { close(descriptor) }
        try write(contents, to: descriptor, path)
    }

    static func copy(_ from: String, to path: String, mode: UInt32) throws(CheckFailure) {
        // SAFETY: both paths are used during the call only.
        let result = unsafe from.withCString { source in
            unsafe path.withCString { unsafe check_copy(source, $0, mode) }
        }
        try need("copying \(from) to \(path)", result)
    }

    static func size(_ descriptor: Int32, _ name: String) throws(CheckFailure) -> Int {
        try need("size of \(name)", check_size(descriptor))
    }

    static func close(_ descriptor: Int32) {
        _ = check_close(descriptor)
    }

    static func remove(_ path: String) {
        // SAFETY: the path is used during the call only.
        _ = unsafe path.withCString { unsafe check_remove($0) }
    }

    /// Creates a new folder with a unique name.
    static func makeFolder() throws(CheckFailure) -> String {
        var template = Array("/tmp/capture-check.XXXXXX".utf8CString)
        // SAFETY: the template ends with a NUL, and keeps its length.
        let result = unsafe template.withUnsafeMutableBufferPointer { buffer -> Int in
            guard let start = buffer.baseAddress else { return -22 }
            return unsafe check_make_folder(start)
        }
        try need("making a folder in /tmp", result)
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func ensureFolder(_ path: String) throws(CheckFailure) {
        // SAFETY: the path is used during the call only.
        try need("making \(path)", unsafe path.withCString { unsafe check_ensure_folder($0) })
    }

    /// The path of this program's own file.
    static func ownPath() throws(CheckFailure) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        // SAFETY: the kernel writes at most the array's own count, during the call only.
        let result = unsafe bytes.withUnsafeMutableBytes { buffer -> Int in
            guard let start = buffer.baseAddress else { return -22 }
            return unsafe check_own_path(start.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        let length = try need("reading /proc/self/exe", result)
        return String(decoding: bytes.prefix(length), as: UTF8.self)
    }

    /// This process's environment, each string with its NUL.
    static func environment() throws(CheckFailure) -> [UInt8] {
        let size = try need("reading the environment", check_environment(nil, 0))
        var bytes = [UInt8](repeating: 0, count: size)
        // SAFETY: at most the array's own count is written, during the call only.
        _ = unsafe bytes.withUnsafeMutableBytes {
            unsafe check_environment($0.baseAddress, $0.count)
        }
        return bytes
    }

    /// The content of a file.
    static func contents(_ path: String) throws(CheckFailure) -> [UInt8] {
        let descriptor = try openRead(path)
        defer { close(descriptor) }
        return try read(descriptor, at: 0, count: try size(descriptor, path), path)
    }

    /// A memfd with these bytes.
    static func memoryFile(_ bytes: [UInt8]) throws(CheckFailure) -> Int32 {
        // SAFETY: the pointer is used during the call only, with the array's own count.
        let result = unsafe bytes.withUnsafeBytes {
            unsafe check_memory_file($0.baseAddress, $0.count)
        }
        return Int32(try need("making a memfd", result))
    }

    /// A memfd with a copy of a program, ready to be run.
    static func programFile(_ path: String) throws(CheckFailure) -> Int32 {
        // SAFETY: the path is used during the call only.
        let result = unsafe path.withCString { unsafe check_program_file($0) }
        return Int32(try need("copying \(path) to a memfd", result))
    }

    // MARK: Processes

    /// Starts a program with this process's environment, and waits for it.
    ///
    /// - Returns: Its wait status.
    static func run(_ arguments: [String]) throws(CheckFailure) -> Int32 {
        let strings = arguments.map { Array($0.utf8CString) }
        let block = strings.flatMap { $0 }
        // SAFETY: the array of pointers ends with nil, each string with a NUL, and all of it lives
        // until the child has been forked.
        let pid = unsafe block.withUnsafeBufferPointer { buffer -> Int in
            var pointers: [UnsafeMutablePointer<CChar>?] = unsafe []
            var start = 0
            for string in strings {
                guard let base = buffer.baseAddress else { return -22 }
                unsafe pointers.append(unsafe UnsafeMutablePointer(mutating: unsafe base + start))
                start += string.count
            }
            unsafe pointers.append(nil)
            return unsafe check_spawn(&pointers)
        }
        return try wait(Int32(try need("starting \(arguments[0])", pid)))
    }

    /// - Returns: The wait status of a child.
    static func wait(_ pid: Int32) throws(CheckFailure) -> Int32 {
        var status: Int32 = 0
        // SAFETY: the status is written during the call only.
        try need("waiting for \(pid)", unsafe check_wait(pid, &status))
        return status
    }

    /// Starts a process with a plan.
    ///
    /// - Returns: Its pid.
    static func launch(_ process: check_process) throws(CheckFailure) -> Int32 {
        var process = process
        // SAFETY: the structure is read during the call only.
        return Int32(try need("starting a child", unsafe check_launch(&process)))
    }
}
