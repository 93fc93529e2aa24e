internal import SwiftletBTF
internal import SwiftletELF

/// The names of one function: its primary name and its aliases.
struct FunctionNames {
    /// The symbol with the primary name.
    let symbol: ELFSymbol
    let aliases: [String]

    /// - Parameters:
    ///   - symbols: At least one symbol; all have the same extent.
    ///   - typed: The names of functions that have a type.
    init(_ symbols: ArraySlice<ELFSymbol>, typed: Set<String>) {
        var own = symbols.startIndex
        for index in symbols.indices.dropFirst()
        where Self.isBetter(symbols[index], than: symbols[own], typed) {
            own = index
        }
        symbol = symbols[own]
        aliases = symbols.indices.filter { $0 != own }.map { symbols[$0].name }
    }

    /// Whether `other` is the better primary name. A name with a type is preferred, then a name visible
    /// to the kernel, then a strong name to a weak one.
    private static func isBetter(_ other: ELFSymbol, than own: ELFSymbol, _ typed: Set<String>) -> Bool {
        let isTyped = typed.contains(own.name)
        if isTyped != typed.contains(other.name) { return !isTyped }
        return own.binding == .local && other.binding != .local
            || own.binding == .weak && other.binding == .global
    }

    /// The names of all functions that have a type.
    static func typed(in types: BTFTable?) throws(ObjectError) -> Set<String> {
        guard let types else { return [] }
        var names: Set<String> = []
        do throws(BTFError) {
            for id in types.ids {
                let type = try types.type(id)
                if type.kind == .function { names.insert(try types.name(of: type)) }
            }
        } catch {
            throw .btf(section: ".BTF", error)
        }
        return names
    }
}
