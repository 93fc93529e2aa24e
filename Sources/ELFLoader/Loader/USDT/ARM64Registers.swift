/// Parses arm64 operands: `x0`, `5`, `[sp, 96]`. The caller has removed the blanks inside brackets.
enum ARM64Registers {
    static func place(_ text: String) -> StaticProbeArgument? {
        if let value = Int64(text) { return StaticProbeArgument(kind: .constant, value: value) }
        guard text.hasPrefix("["), text.hasSuffix("]") else {
            return offset(of: text[...]).map { StaticProbeArgument(kind: .register, register: $0) }
        }
        let parts = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard let base = parts.first, let register = offset(of: base), parts.count <= 2,
            let value = parts.count == 1 ? 0 : Int64(parts[1])
        else { return nil }
        return StaticProbeArgument(kind: .memory, value: value, register: register)
    }

    /// The offset in bytes of a register in `struct user_pt_regs`: x0 to x30, then sp.
    private static func offset(of register: Substring) -> UInt16? {
        if register == "sp" { return 31 * 8 }
        guard register.hasPrefix("x"), let number = UInt16(register.dropFirst()), number < 31 else {
            return nil
        }
        return number * 8
    }
}
