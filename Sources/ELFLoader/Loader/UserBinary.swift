internal import BPFKernel
internal import Bytes
internal import ELFObject

/// A program or library whose functions are probed.
struct UserBinary {
    let path: String
    let file: ELFFile
    /// The BPF program that asks, for errors.
    let program: String

    /// - Parameter name: A path; or a name without `/`, which is searched for.
    init(_ name: String, program: String) throws(LoadError) {
        path = try Self.search(name, program: program)
        self.program = program
        let bytes: ByteView
        do { bytes = try ByteView(contentsOf: path) } catch { throw .kernel(error) }
        do { file = try ELFFile(parsing: bytes) } catch {
            throw .binary(program: program, path: path, error)
        }
    }

    /// Where a library is that the dynamic loader would find, or a program that a shell would; as far
    /// as paths go that need no cache to be read.
    static func search(_ name: String, program: String) throws(LoadError) -> String {
        guard !name.contains("/") else { return name }
        let isLibrary = name.split(separator: ".").dropFirst().contains("so")
        let variable = Kernel.environment(isLibrary ? "LD_LIBRARY_PATH" : "PATH") ?? ""
        var folders = variable.split(separator: ":").map { String($0) }
        if isLibrary {
            folders += ["/usr/lib64", "/usr/lib", "/lib64", "/lib"]
            #if arch(x86_64)
                folders += ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu"]
            #elseif arch(arm64)
                folders += ["/usr/lib/aarch64-linux-gnu", "/lib/aarch64-linux-gnu"]
            #endif
            folders.append("/usr/local/lib")
        } else {
            folders += ["/usr/bin", "/usr/sbin"]
        }
        for folder in folders where Kernel.mayRead("\(folder)/\(name)", andRun: !isLibrary) {
            return "\(folder)/\(name)"
        }
        throw .noBinary(program: program, name: name, searched: folders)
    }
}

// MARK: Functions

extension UserBinary {
    /// Where a function begins in the file.
    ///
    /// Exported symbols come first, since stripped files have no others. Of several with one name the
    /// one wins that programs are linked with today, and a weak one gives way.
    ///
    /// - Parameter symbol: `NAME`, `NAME@VERSION` or `NAME@@VERSION`.
    /// - Throws: `LoadError.noSymbol`, `.ambiguousSymbol`, `.binary`.
    func offset(of symbol: String) throws(LoadError) -> UInt64 {
        let parts = symbol.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map { String($0) } ?? ""
        let version = parts.count == 2 ? String(parts[1].drop { $0 == "@" }) : nil
        let exported = try exportedFunctions(name, version)
        if let offset = try theOnly(exported, symbol) { return offset }
        let all = file.symbols.filter { candidate in
            guard candidate.type == .function, candidate.name.utf8.starts(with: name.utf8) else { return false }
            let rest = candidate.name.utf8.dropFirst(name.utf8.count)
            // Linkers leave versions in the names of this table: memcpy@GLIBC_2.2.5.
            guard let at = rest.first else { return version == nil }
            guard at == UInt8(ascii: "@") else { return false }
            guard let version else { return true }
            return rest.drop { $0 == UInt8(ascii: "@") }.elementsEqual(version.utf8)
        }
        if let offset = try theOnly(all, symbol) { return offset }
        throw .noSymbol(program: program, path: path, symbol: symbol)
    }

    private func exportedFunctions(
        _ name: String, _ version: String?
    ) throws(LoadError) -> [ELFSymbol] {
        let named = file.dynamicSymbols.filter { $0.type == .function && $0.name == name }
        guard named.count > 1 || version != nil else { return named }
        let versions: [ELFSymbolVersion]
        do { versions = try file.dynamicSymbolVersions() } catch {
            throw .binary(program: program, path: path, error)
        }
        func versionOf(_ symbol: ELFSymbol) -> ELFSymbolVersion? {
            versions.indices.contains(symbol.index) ? versions[symbol.index] : nil
        }
        if let version { return named.filter { versionOf($0)?.name == version } }
        let current = named.filter { versionOf($0)?.isHidden != true }
        return current.isEmpty ? named : current
    }

    /// The one place that the symbols name; nil if they name none.
    private func theOnly(_ symbols: [ELFSymbol], _ name: String) throws(LoadError) -> UInt64? {
        for isWeak in [false, true] {
            let some = symbols.filter { ($0.binding == .weak) == isWeak }
            let offsets = Set(some.compactMap { fileOffset(of: $0) })
            if offsets.count > 1 {
                throw .ambiguousSymbol(program: program, path: path, symbol: name)
            }
            if let offset = offsets.first { return offset }
        }
        return nil
    }

    /// Where the functions begin whose names match, each once however many names it has, in order.
    ///
    /// - Throws: `LoadError.noSymbol` if there are none.
    func offsets(ofFunctions pattern: NamePattern) throws(LoadError) -> [UInt64] {
        for symbols in [file.symbols, file.dynamicSymbols] {
            let matching = symbols.filter { $0.type == .function && pattern.matches(Array($0.name.utf8)) }
            let offsets = Set(matching.compactMap { fileOffset(of: $0) })
            if !offsets.isEmpty { return offsets.sorted() }
        }
        throw .noSymbol(program: program, path: path, symbol: pattern.text)
    }

    /// A symbol's value is an address; the kernel wants the place in the file, which the symbol's
    /// section tells. Nil for symbols of nothing, and for those whose section says nonsense.
    private func fileOffset(of symbol: ELFSymbol) -> UInt64? {
        guard let index = symbol.section, file.sections.indices.contains(index) else { return nil }
        let section = file.sections[index]
        guard symbol.value >= section.address, symbol.value - section.address < section.size else {
            return nil
        }
        let (offset, overflow) = section.offset.addingReportingOverflow(symbol.value - section.address)
        return overflow ? nil : offset
    }
}
