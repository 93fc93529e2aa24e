/// Programs of a few bytes, put together here: a whole ELF file each, with one segment.
///
/// What they do is write the stack, as they find it, to the report file:
///
///     push sp           the stack pointer as it was, and then from there on, up to the end of each
///     write(198, ...)   page, until a page is not there: argc, pointers, strings, the file's name
///     exit(0)
///
/// The code is in TinyProgram+X86.swift and TinyProgram+ARM.swift.
enum TinyProgram {
    /// Writes its stack, by 32-bit system calls.
    static var stack32: [UInt8] { image(dump32, wordSize: 4) }
    /// Becomes the program at `path`, with the arguments and the environment that it got.
    static func relay32(to path: String) -> [UInt8] {
        image(relay32 + Array(path.utf8) + [0], wordSize: 4)
    }
    /// Writes its stack.
    static var stack64: [UInt8] { image(dump64, wordSize: 8) }
    /// Is killed by SIGILL at its first instruction.
    static var crashing: [UInt8] { image(crash, wordSize: 8) }

    /// A program that ld.so starts, which then writes its stack.
    ///
    ///     ELF header, PT_LOAD, PT_INTERP, PT_DYNAMIC, code, path of ld.so, symbols, strings, dynamic
    static func dynamic(interpreter: String) -> [UInt8] {
        let path = Array(interpreter.utf8) + [0]
        let codeAt = 64 + 3 * 56
        let pathAt = codeAt + dump64.count
        let symbolsAt = (pathAt + path.count + 7) & ~7
        let stringsAt = symbolsAt + 24
        let dynamicAt = stringsAt + 8
        // DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_NULL
        let entries = [(5, base64 + stringsAt), (6, base64 + symbolsAt), (10, 1), (11, 24), (0, 0)]
        let size = dynamicAt + entries.count * 16

        var file = header(wordSize: 8, segments: 3, entry: base64 + codeAt)
        let segments = [
            (1, 0, size, 7), (3, pathAt, path.count, 4), (2, dynamicAt, entries.count * 16, 6),
        ]
        for (type, offset, size, flags) in segments {
            append(type, 4, to: &file)
            append(flags, 4, to: &file)
            for number in [offset, base64 + offset, base64 + offset, size, size] {
                append(number, 8, to: &file)
            }
            append(type == 1 ? 4096 : 8, 8, to: &file)
        }
        file += dump64 + path
        file += [UInt8](repeating: 0, count: dynamicAt - file.count)
        for (tag, value) in entries {
            append(tag, 8, to: &file)
            append(value, 8, to: &file)
        }
        return file
    }

    static var base64: Int { 0x40_0000 }
    static var base32: Int { 0x0804_8000 }

    private static func image(_ code: [UInt8], wordSize: Int) -> [UInt8] {
        let base = wordSize == 8 ? base64 : base32
        let codeAt = wordSize == 8 ? 64 + 56 : 52 + 32
        var file = header(wordSize: wordSize, segments: 1, entry: base + codeAt)
        append(1, 4, to: &file)
        if wordSize == 8 { append(5, 4, to: &file) }
        for number in [0, base, base, codeAt + code.count, codeAt + code.count] {
            append(number, wordSize, to: &file)
        }
        if wordSize == 4 { append(5, 4, to: &file) }
        append(4096, wordSize, to: &file)
        return file + code
    }

    private static func header(wordSize: Int, segments: Int, entry: Int) -> [UInt8] {
        var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, wordSize == 8 ? 2 : 1, 1, 1]
        file += [UInt8](repeating: 0, count: 9)
        append(2, 2, to: &file)
        append(wordSize == 8 ? machine64 : machine32, 2, to: &file)
        append(1, 4, to: &file)
        append(entry, wordSize, to: &file)
        append(wordSize == 8 ? 64 : 52, wordSize, to: &file)
        append(0, wordSize, to: &file)
        append(wordSize == 8 ? 0 : flags32, 4, to: &file)
        for number in [wordSize == 8 ? 64 : 52, wordSize == 8 ? 56 : 32, segments, 0, 0, 0] {
            append(number, 2, to: &file)
        }
        return file
    }

    private static func append(_ number: Int, _ size: Int, to file: inout [UInt8]) {
        for byte in 0..<size { file.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
}
