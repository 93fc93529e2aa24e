/// Programs of a few bytes, put together here: a whole ELF file each, with one segment.
///
/// What they do is write the stack, as they find it, to the report file:
///
///     push sp           the stack pointer as it was, and then from there on, up to the end of each
///     write(198, ...)   page, until a page is not there: argc, pointers, strings, the file's name
///     exit(0)
enum TinyProgram {
    private static let dump32: [UInt8] = [
        0x54,  // push %esp
        0x89, 0xe1,  // mov %esp, %ecx
        0x89, 0xca,  // 1: mov %ecx, %edx
        0xf7, 0xda,  // neg %edx
        0x81, 0xe2, 0xff, 0x0f, 0x00, 0x00,  // and $4095, %edx
        0x75, 0x05,  // jnz 2f
        0xba, 0x00, 0x10, 0x00, 0x00,  // mov $4096, %edx
        0xb8, 0x04, 0x00, 0x00, 0x00,  // 2: mov $4, %eax (write)
        0xbb, 0xc6, 0x00, 0x00, 0x00,  // mov $198, %ebx
        0xcd, 0x80,  // int $0x80
        0x85, 0xc0,  // test %eax, %eax
        0x7e, 0x04,  // jle 3f
        0x01, 0xc1,  // add %eax, %ecx
        0xeb, 0xdb,  // jmp 1b
        0xb8, 0x01, 0x00, 0x00, 0x00,  // 3: mov $1, %eax (exit)
        0x31, 0xdb,  // xor %ebx, %ebx
        0xcd, 0x80,  // int $0x80
    ]

    private static let dump64: [UInt8] = [
        0x54,  // push %rsp
        0x48, 0x89, 0xe6,  // mov %rsp, %rsi
        0x48, 0x89, 0xf2,  // 1: mov %rsi, %rdx
        0x48, 0xf7, 0xda,  // neg %rdx
        0x81, 0xe2, 0xff, 0x0f, 0x00, 0x00,  // and $4095, %edx
        0x75, 0x05,  // jnz 2f
        0xba, 0x00, 0x10, 0x00, 0x00,  // mov $4096, %edx
        0xb8, 0x01, 0x00, 0x00, 0x00,  // 2: mov $1, %eax (write)
        0xbf, 0xc6, 0x00, 0x00, 0x00,  // mov $198, %edi
        0x0f, 0x05,  // syscall
        0x48, 0x85, 0xc0,  // test %rax, %rax
        0x7e, 0x05,  // jle 3f
        0x48, 0x01, 0xc6,  // add %rax, %rsi
        0xeb, 0xd7,  // jmp 1b
        0xb8, 0xe7, 0x00, 0x00, 0x00,  // 3: mov $231, %eax (exit_group)
        0x31, 0xff,  // xor %edi, %edi
        0x0f, 0x05,  // syscall
    ]

    private static let relay32: [UInt8] = [
        0x8b, 0x04, 0x24,  // mov (%esp), %eax
        0x8d, 0x4c, 0x24, 0x04,  // lea 4(%esp), %ecx (argv)
        0x8d, 0x54, 0x84, 0x08,  // lea 8(%esp, %eax, 4), %edx (envp)
        0xbb, 0x77, 0x80, 0x04, 0x08,  // mov $(base32 + 84 + 35), %ebx: behind the code
        0xb8, 0x0b, 0x00, 0x00, 0x00,  // mov $11, %eax (execve)
        0xcd, 0x80,  // int $0x80
        0xb8, 0x01, 0x00, 0x00, 0x00,  // mov $1, %eax (exit)
        0xbb, 0x63, 0x00, 0x00, 0x00,  // mov $99, %ebx
        0xcd, 0x80,  // int $0x80
    ]

    /// ud2
    private static let crash: [UInt8] = [0x0f, 0x0b]

    /// Writes its stack, by the 32-bit system calls of i386.
    static var stack32: [UInt8] { image(dump32, wordSize: 4, machine: 3) }
    /// Becomes the program at `path`, with the arguments and the environment that it got.
    static func relay32(to path: String) -> [UInt8] {
        image(relay32 + Array(path.utf8) + [0], wordSize: 4, machine: 3)
    }
    /// Writes its stack.
    static var stack64: [UInt8] { image(dump64, wordSize: 8, machine: 62) }
    /// Is killed by SIGILL at its first instruction.
    static var crashing: [UInt8] { image(crash, wordSize: 8, machine: 62) }

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

        var file = header(wordSize: 8, machine: 62, segments: 3, entry: base64 + codeAt)
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

    private static var base64: Int { 0x40_0000 }
    private static var base32: Int { 0x0804_8000 }

    private static func image(_ code: [UInt8], wordSize: Int, machine: Int) -> [UInt8] {
        let base = wordSize == 8 ? base64 : base32
        let codeAt = wordSize == 8 ? 64 + 56 : 52 + 32
        var file = header(
            wordSize: wordSize, machine: machine, segments: 1, entry: base + codeAt)
        append(1, 4, to: &file)
        if wordSize == 8 { append(5, 4, to: &file) }
        for number in [0, base, base, codeAt + code.count, codeAt + code.count] {
            append(number, wordSize, to: &file)
        }
        if wordSize == 4 { append(5, 4, to: &file) }
        append(4096, wordSize, to: &file)
        return file + code
    }

    private static func header(
        wordSize: Int, machine: Int, segments: Int, entry: Int
    ) -> [UInt8] {
        var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, wordSize == 8 ? 2 : 1, 1, 1]
        file += [UInt8](repeating: 0, count: 9)
        append(2, 2, to: &file)
        append(machine, 2, to: &file)
        append(1, 4, to: &file)
        append(entry, wordSize, to: &file)
        append(wordSize == 8 ? 64 : 52, wordSize, to: &file)
        append(0, wordSize, to: &file)
        append(0, 4, to: &file)
        for number in [wordSize == 8 ? 64 : 52, wordSize == 8 ? 56 : 32, segments, 0, 0, 0] {
            append(number, 2, to: &file)
        }
        return file
    }

    private static func append(_ number: Int, _ size: Int, to file: inout [UInt8]) {
        for byte in 0..<size { file.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
}
