extension BTFKernelEncoding {
    /// Fills in the size of a data section and the offsets of its variables.
    mutating func fixUp(section type: BTFType) throws(BTFError) {
        let name = try table.name(of: type)
        if name == ".ksyms" { return try fixUp(kernelSymbols: type) }
        var variables = try table.variables(of: type)
        var size = type.sizeOrType
        let known = fixups.sections[name]
        if let known { size = known.size }
        guard size != 0 else { throw .unknownLayout(section: name, variable: nil) }
        // A size in the table means that a linker has already set the size and the offsets.
        if type.sizeOrType == 0 || name == ".kconfig" {
            for i in variables.indices {
                let entry = variables[i]
                let variable = try table.type(entry.type)
                let linkage = try table.linkage(of: variable)
                guard linkage == .global || linkage == .extern else { continue }
                let variableName = try table.name(of: variable)
                guard let offset = known?.offsets[variableName] else {
                    throw .unknownLayout(section: name, variable: variableName)
                }
                variables[i] = BTFSectionVariable(
                    type: entry.type, offset: offset, size: entry.size)
                if linkage == .extern {
                    overrides[entry.type] = .variable(type: variable.sizeOrType, linkage: .global)
                } else if fixups.hiddenVariables.contains(variableName) {
                    overrides[entry.type] = .variable(type: variable.sizeOrType, linkage: .static)
                }
            }
        }
        // The kernel requires ascending order.
        variables.sort { $0.offset < $1.offset }
        overrides[type.id] = .section(size: size, variables)
    }

    /// Makes a hidden global function static for the verifier.
    mutating func fixUp(function type: BTFType) throws(BTFError) {
        guard !fixups.staticFunctions.isEmpty, type.functionLinkage == .global,
            fixups.staticFunctions.contains(try table.name(of: type))
        else { return }
        overrides[type.id] = .function(.static)
    }

    /// Turns `.ksyms` into a data section that the kernel accepts.
    ///
    /// The kernel has no external symbols in BTF, so each becomes an int, one after the other. A data
    /// section cannot contain functions; a dummy variable replaces each of them, and their prototypes
    /// must have named parameters.
    private mutating func fixUp(kernelSymbols type: BTFType) throws(BTFError) {
        let entries = try table.variables(of: type)
        let integer = try existingInteger() ?? addInteger(named: "int", size: 4, word: 1 << 24 | 32)
        var dummy: UInt32?
        var variables: [BTFSectionVariable] = []
        var offset: UInt32 = 0
        for entry in entries {
            let symbol = try table.type(entry.type)
            var id = entry.type.rawValue
            if symbol.kind == .function {
                if dummy == nil {
                    dummyName = builder.string("dummy_ksym")
                    dummy = nextID
                    additions.append(
                        .variable(name: dummyName, type: integer, linkage: .global))
                }
                id = dummy ?? id
                overrides[symbol.id] = .function(.global)
                overrides[BTFTypeID(symbol.sizeOrType)] = .namedParameters
            } else {
                overrides[symbol.id] = .variable(type: integer, linkage: .global)
            }
            variables.append(BTFSectionVariable(type: BTFTypeID(id), offset: offset, size: 4))
            // There are at most 2^24 entries of 4 bytes.
            offset += 4
        }
        overrides[type.id] = .section(size: offset, variables)
    }

    /// A 32-bit integer type that the object already has.
    private func existingInteger() throws(BTFError) -> UInt32? {
        for id in table.ids {
            let type = try table.type(id)
            if type.kind == .integer, try table.integer(of: type).bits == 32 { return id.rawValue }
        }
        return nil
    }

    private mutating func addInteger(named name: String, size: UInt32, word: UInt32) -> UInt32 {
        let id = nextID
        additions.append(.integer(name: builder.string(name), size: size, word: word))
        return id
    }

    /// The member type that replaces 64-bit enumerators, added on first use.
    mutating func placeholder() -> UInt32 {
        if let placeholderID { return placeholderID }
        let id = addInteger(named: "enum64_placeholder", size: 1, word: 8)
        placeholderID = id
        return id
    }
}
