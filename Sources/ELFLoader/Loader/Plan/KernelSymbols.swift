internal import SwiftletKernel

/// Looks up the addresses of kernel symbols in /proc/kallsyms.
///
///     ffffffff81000000 T _text
///     ffffffffc0a01000 t nft_do_chain⇥[nf_tables]
///
/// The file has some 200,000 lines, which the kernel formats on each read. So it is read once, for all names
/// of an object.
struct KernelSymbols {
    private static let path = "/proc/kallsyms"

    /// A name to find, and its address if found.
    private struct Wanted {
        let name: [UInt8]
        var address: UInt64?
    }

    private var wanted: [Wanted] = []
    /// Whether any address was nonzero: without permission, all are shown as zeros.
    private var isAnyShown = false
    private var ambiguous: LoadError?

    /// - Parameter names: The names to find.
    /// - Returns: The addresses of the symbols that the kernel has.
    /// - Throws: `LoadError.kernel` if the file can't be read; `.extern` if addresses are hidden, or if a
    ///   name has several.
    static func addresses(
        of names: [String], program: String
    ) throws(LoadError) -> [String: UInt64] {
        let symbols: KernelSymbols
        do { symbols = try KernelSymbols(names, program: program) } catch { throw .kernel(error) }
        if let ambiguous = symbols.ambiguous { throw ambiguous }
        var addresses: [String: UInt64] = [:]
        for (name, wanted) in zip(names, symbols.wanted) {
            guard let address = wanted.address else { continue }
            guard symbols.isAnyShown else {
                throw .extern(
                    program: program, name: name,
                    reason:
                        "its address is hidden: /proc/kallsyms shows addresses to who has CAP_SYSLOG, and to nobody while kernel.kptr_restrict is 2"
                )
            }
            addresses[name] = address
        }
        return addresses
    }

    /// The names that the kernel has, even if it hides their addresses.
    static func names(of names: [String]) throws(KernelError) -> [String] {
        let symbols = try KernelSymbols(names, program: "")
        return zip(names, symbols.wanted).filter { $0.1.address != nil }.map { $0.0 }
    }

    private init(_ names: [String], program: String) throws(KernelError) {
        for name in names { wanted.append(Wanted(name: Array(name.utf8), address: nil)) }
        var symbols = self
        try Kernel.forEachLine(of: Self.path) { symbols.look(at: $0, program) }
        self = symbols
    }

    private mutating func look(at line: ArraySlice<UInt8>, _ program: String) {
        let space = UInt8(ascii: " ")
        guard let end = line.firstIndex(of: space) else { return }
        if !isAnyShown { isAnyShown = line[..<end].contains { $0 != UInt8(ascii: "0") } }
        // Address, space, one letter, space, name.
        let start = end + 3
        guard start < line.endIndex else { return }
        let rest = line[start...]
        let first = line[start]
        for index in wanted.indices where wanted[index].name.first == first {
            let name = wanted[index].name
            guard rest.starts(with: name) else { continue }
            // The name is followed by the end of the line, a compiler suffix or the module.
            let after = rest.dropFirst(name.count)
            guard
                after.isEmpty || after.first == UInt8(ascii: "\t") || after.first == space
                    || after.starts(with: Self.compilerSuffix)
            else { continue }
            let address = Self.address(line[..<end])
            if let known = wanted[index].address, known != address {
                ambiguous = .extern(
                    program: program, name: String(decoding: name, as: UTF8.self),
                    reason: "the kernel has several symbols of this name")
            }
            wanted[index].address = address
        }
    }

    /// The suffix that clang's link-time optimisation adds to renamed functions.
    private static let compilerSuffix = Array(".llvm.".utf8)

    private static func address(_ digits: ArraySlice<UInt8>) -> UInt64 {
        var address: UInt64 = 0
        for byte in digits {
            let digit = byte < UInt8(ascii: "a") ? byte &- UInt8(ascii: "0") : byte &- UInt8(ascii: "a") &+ 10
            address = address << 4 | UInt64(digit & 15)
        }
        return address
    }
}
