/// Parses x86-64 operands in AT&T notation: `%rdi`, `$-9`, `16(%rbp)`, `(%rax,%rcx,8)`.
enum X86Registers {
    static func place(_ text: String) -> StaticProbeArgument? {
        if text.hasPrefix("$") {
            return Int64(text.dropFirst()).map { StaticProbeArgument(kind: .constant, value: $0) }
        }
        if text.hasPrefix("%") {
            return offset(of: text[...]).map { StaticProbeArgument(kind: .register, register: $0) }
        }
        guard let open = text.utf8.firstIndex(of: UInt8(ascii: "(")), text.hasSuffix(")") else {
            return symbol(text[...])
        }
        let displacement = text[..<open]
        if text[open...] == "(%rip)", displacement.utf8.contains(where: { isLetter($0) }) {
            return symbol(displacement)
        }
        guard let value = displacement.isEmpty ? 0 : Int64(displacement) else { return nil }
        let inside = text[text.utf8.index(after: open)...].dropLast()
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
        guard let base = parts.first, let register = offset(of: base) else { return nil }
        if parts.count == 1 {
            return StaticProbeArgument(kind: .memory, value: value, register: register)
        }
        guard parts.count <= 3, let index = offset(of: parts[1]) else { return nil }
        let shifts: [Substring: UInt8] = ["1": 0, "2": 1, "4": 2, "8": 3]
        guard let shift = parts.count == 2 ? 0 : shifts[parts[2]] else { return nil }
        return StaticProbeArgument(
            kind: .indexed, value: value, register: register, index: index, shift: shift)
    }

    /// Parses a reference to a variable of the program: `glob`, `glob+8`, `8+glob`. Its distance from the
    /// probe is the same in memory as in the file.
    private static func symbol(_ text: Substring) -> StaticProbeArgument? {
        var name: Substring?
        var value: Int64 = 0
        var part = text.startIndex
        while part != text.endIndex {
            let rest = text[part...].dropFirst()
            let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? text.endIndex
            let term = text[part..<end]
            if let number = Int64(term) {
                let (sum, overflow) = value.addingReportingOverflow(number)
                guard !overflow else { return nil }
                value = sum
            } else {
                let bare = term.hasPrefix("+") ? term.dropFirst() : term
                guard name == nil, let first = bare.utf8.first, isLetter(first),
                    !bare.utf8.contains(where: { !isLetter($0) && !isDigit($0) })
                else { return nil }
                name = bare
            }
            part = end
        }
        guard let name, let instruction = offset(of: "%rip") else { return nil }
        return StaticProbeArgument(
            kind: .memory, value: value, register: instruction, symbol: String(name))
    }

    /// Whether a symbol name can begin with the byte. `.LC0` is such a name too, but has no symbol in the
    /// file.
    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The registers in the order of `struct pt_regs` (arch/x86/include/asm/ptrace.h), 8 bytes each, with the
    /// names of their lower parts. The empty entries are orig_rax, cs and eflags, which never hold an
    /// argument.
    private static let names: [[Substring]] = [
        ["r15", "r15d", "r15w", "r15b"], ["r14", "r14d", "r14w", "r14b"],
        ["r13", "r13d", "r13w", "r13b"], ["r12", "r12d", "r12w", "r12b"],
        ["rbp", "ebp", "bp", "bpl"], ["rbx", "ebx", "bx", "bl"],
        ["r11", "r11d", "r11w", "r11b"], ["r10", "r10d", "r10w", "r10b"],
        ["r9", "r9d", "r9w", "r9b"], ["r8", "r8d", "r8w", "r8b"],
        ["rax", "eax", "ax", "al"], ["rcx", "ecx", "cx", "cl"],
        ["rdx", "edx", "dx", "dl"], ["rsi", "esi", "si", "sil"],
        ["rdi", "edi", "di", "dil"], [],
        ["rip", "eip"], [], [], ["rsp", "esp", "sp", "spl"],
    ]

    /// The offset in bytes of a register, named with its `%`, in `struct pt_regs`.
    private static func offset(of register: Substring) -> UInt16? {
        guard register.hasPrefix("%") else { return nil }
        let name = register.dropFirst()
        return names.firstIndex { $0.contains(name) }.map { UInt16($0 * 8) }
    }
}
