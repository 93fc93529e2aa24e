internal import SwiftletELF

/// A requested function name: `NAME`, `NAME@VERSION` or `NAME@@VERSION`.
struct SymbolName {
    let name: String
    let version: String?

    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        name = parts.first.map { String($0) } ?? ""
        version = parts.count == 2 ? String(parts[1].drop { $0 == "@" }) : nil
    }

    /// The symbols of .symtab that match. There, linkers leave the version in the name: `memcpy@GLIBC_2.2.5`.
    func matches(in symbols: [ELFSymbol]) -> [ELFSymbol] {
        var current: [ELFSymbol] = []
        var hidden: [ELFSymbol] = []
        for symbol in symbols where symbol.name.utf8.starts(with: name.utf8) {
            let rest = symbol.name.utf8.dropFirst(name.utf8.count)
            guard let at = rest.first else {
                if version == nil { current.append(symbol) }
                continue
            }
            guard at == UInt8(ascii: "@") else { continue }
            if let version {
                if rest.drop(while: { $0 == at }).elementsEqual(version.utf8) {
                    current.append(symbol)
                }
            } else if rest.dropFirst().first == at {
                current.append(symbol)
            } else {
                hidden.append(symbol)
            }
        }
        return current.isEmpty ? hidden : current
    }
}
