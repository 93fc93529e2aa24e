// libFuzzer's way into Sources/ELFLoader/BTF (see ELFFuzz.swift).

/// Parses the input as a table of types and asks everything of every type in it.
@c(LLVMFuzzerTestOneInput)
public func fuzzBTF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let table = try? BTFTable(parsing: ByteView(bytes)) else { return 0 }
    // The smallest type takes 12 bytes.
    precondition(table.typeCount <= bytes.count / 12)
    for id in table.ids {
        _ = try? table.resolvingModifiers(id)
        _ = try? table.size(of: id)
        _ = try? table.alignment(of: id)
        guard let type = try? table.type(id) else { continue }
        _ = try? table.members(of: type)
        _ = try? table.parameters(of: type)
        _ = try? table.enumerators(of: type)
        _ = try? table.variables(of: type)
        _ = try? table.array(of: type)
        _ = try? table.integer(of: type)
        _ = try? table.linkage(of: type)
        _ = try? table.component(of: type)
        if let name = try? table.name(of: type) { _ = table.ids(named: name, in: .functions) }
        _ = try? table.essentialName(at: type.nameOffset)
    }
    _ = try? table.encoded(for: .all, fixups: BTFFixups())
    // The rest of the input, if it is that, as records about the types.
    _ = try? BTFExt(parsing: ByteView(bytes), table: table)
    return 0
}
