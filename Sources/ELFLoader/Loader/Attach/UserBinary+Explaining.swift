internal import SwiftletELF

// Explains why a name can't be probed.

extension UserBinary {
    /// The error for a name without a function: it is imported, or a variable, or missing.
    func missing(_ symbol: String, _ name: SymbolName) throws(LoadError) -> LoadError {
        let tables = [file.dynamicSymbols, file.symbols].map { table in
            table.filter { $0.name == name.name } + name.matches(in: table)
        }
        let all = tables.flatMap { $0 }
        if let other = all.first(where: { isDefined($0) && $0.type != .function }),
            name.version == nil
        {
            return .notFunction(
                program: program, path: path, symbol: symbol, type: Self.words(for: other.type))
        }
        if name.version == nil, all.contains(where: { isDefined($0) && fileOffset(of: $0) == nil })
        {
            return .notFunction(
                program: program, path: path, symbol: symbol,
                type: "in a section that the file does not hold (a file of debugging information?)")
        }
        // Versions that the function does have.
        var versions: [String] = []
        if name.version != nil { versions = try exportedVersions(name.name) }
        if versions.isEmpty, let imported = tables[0].first(where: { !isDefined($0) }) {
            return try self.imported(symbol, imported)
        }
        return .noSymbol(
            program: program, path: path, symbol: symbol, isStripped: file.symbols.isEmpty,
            others: versions)
    }

    /// The error for a function that is imported from another file, naming that file.
    private func imported(
        _ symbol: String, _ entry: ELFSymbol
    ) throws(LoadError) -> LoadError {
        do throws(ELFError) {
            let versions = try file.requiredVersions()
            if versions.indices.contains(entry.index), let required = versions[entry.index] {
                return .importedSymbol(
                    program: program, path: path, symbol: symbol,
                    from: [required.library], version: required.version)
            }
            return .importedSymbol(
                program: program, path: path, symbol: symbol, from: try file.neededLibraries(),
                version: nil)
        } catch {
            throw .binary(program: program, path: path, error)
        }
    }

    /// `NAME@VERSION` for each version of a function that the file defines.
    private func exportedVersions(_ name: String) throws(LoadError) -> [String] {
        let versions: [ELFSymbolVersion]
        do { versions = try file.dynamicSymbolVersions() } catch {
            throw .binary(program: program, path: path, error)
        }
        return file.dynamicSymbols.filter { $0.name == name && isDefined($0) }.compactMap {
            symbol in
            guard versions.indices.contains(symbol.index) else { return nil }
            let version = versions[symbol.index]
            return version.name.isEmpty
                ? nil : "\(name)\(version.isHidden ? "@" : "@@")\(version.name)"
        }
    }

    func ambiguous(_ symbol: String, _ offsets: [UInt64]) throws(LoadError) -> LoadError {
        let name = SymbolName(symbol).name
        let versions = try exportedVersions(name)
        return .ambiguousSymbol(
            program: program, path: path, symbol: symbol, versions: versions, offsets: offsets)
    }

    private static func words(for type: ELFSymbolType) -> String {
        switch type {
        case .object, .common: "a variable"
        case .threadLocal: "a thread-local variable"
        case .none: "a symbol without a type, which may be data"
        default: "a symbol of type \(type.rawValue)"
        }
    }
}
