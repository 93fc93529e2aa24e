internal import SwiftletBTF
internal import SwiftletBytes

/// One of the two tables. Its errors identify the side.
struct CORETypes: Sendable {
    let table: BTFTable
    let side: CORESide

    private func reading<Result>(
        _ read: (BTFTable) throws(BTFError) -> Result
    ) throws(COREError) -> Result {
        do {
            return try read(table)
        } catch {
            throw .types(side, error)
        }
    }

    func type(_ id: BTFTypeID) throws(COREError) -> BTFType {
        try reading { (table) throws(BTFError) in try table.type(id) }
    }

    /// The type that remains after removing typedefs, const, volatile, restrict and type tags.
    func resolving(_ id: BTFTypeID) throws(COREError) -> BTFType {
        try reading { (table) throws(BTFError) in try table.resolvingModifiers(id) }
    }

    /// The size of a type in bytes.
    func size(of id: BTFTypeID) throws(COREError) -> Int {
        try reading { (table) throws(BTFError) in try table.size(of: id) }
    }

    /// The size in bytes of a load or store: that of the type itself, or of the innermost element of an
    /// array, as in libbpf's bpf_core_calc_field_relo.
    func size(ofElement id: BTFTypeID) throws(COREError) -> Int {
        var type = try resolving(id)
        // The loop ends on an array that contains itself, as in `size(of:)`.
        for _ in 0..<COREMatcher.depthLimit where type.kind == .array {
            type = try resolving(array(of: type).element)
        }
        guard type.kind != .array else { throw .tooComplex(type: id, limit: COREMatcher.depthLimit) }
        return try size(of: type.id)
    }

    func member(_ position: Int, of type: BTFType) throws(COREError) -> BTFMember {
        try reading { (table) throws(BTFError) in try table.member(position, of: type) }
    }

    func enumerator(_ position: Int, of type: BTFType) throws(COREError) -> BTFEnumerator {
        try reading { (table) throws(BTFError) in try table.enumerator(position, of: type) }
    }

    func array(of type: BTFType) throws(COREError) -> BTFArray {
        try reading { (table) throws(BTFError) in try table.array(of: type) }
    }

    func integer(of type: BTFType) throws(COREError) -> BTFInteger {
        try reading { (table) throws(BTFError) in try table.integer(of: type) }
    }

    func parameters(of type: BTFType) throws(COREError) -> [BTFParameter] {
        try reading { (table) throws(BTFError) in try table.parameters(of: type) }
    }

    func name(at offset: UInt32) throws(COREError) -> String {
        try reading { (table) throws(BTFError) in try table.name(at: offset) }
    }

    /// A name without its flavour.
    func essentialName(at offset: UInt32) throws(COREError) -> String {
        try reading { (table) throws(BTFError) in try table.essentialName(at: offset) }
    }

    /// Whether there is no name, or the name is empty.
    func isUnnamed(_ offset: UInt32) throws(COREError) -> Bool {
        guard offset != 0 else { return true }
        return try reading { (table) throws(BTFError) in try table.nameBytes(at: offset).isEmpty }
    }

    /// Whether two names have the same bytes, optionally ignoring flavours.
    func name(
        at offset: UInt32, equals other: UInt32, of types: CORETypes, essential: Bool = false
    ) throws(COREError) -> Bool {
        try reading { (table) throws(BTFError) in
            try table.name(at: offset, equals: other, of: types.table, essential: essential)
        }
    }

    /// Whether an array may be indexed beyond its length: its length is 0 and it is the last member of
    /// a struct.
    ///
    /// - Parameter step: The step that leads to the array.
    func isFlexible(_ array: BTFArray, after step: COREStep?) throws(COREError) -> Bool {
        guard array.count == 0, let step, step.name != nil else { return false }
        return try step.index == type(step.type).vlen - 1
    }
}
