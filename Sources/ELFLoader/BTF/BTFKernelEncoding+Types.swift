internal import SwiftletBytes

extension BTFKernelEncoding {
    /// Writes a type, or its replacement.
    mutating func encode(_ type: BTFType) throws(BTFError) {
        switch type.kind {
        case .integer:
            copy(type, [try table.word(at: table.detail(type))])
        case .pointer, .forward, .typedef, .volatile, .const, .restrict, .void:
            copy(type, [])
        case .array:
            let array = try table.array(of: type)
            copy(type, [array.element.rawValue, array.index.rawValue, array.count])
        case .structure, .union:
            copy(type, try words(type, perElement: 3))
        case .enumeration:
            // Since Linux 6.0 the flag means "signed"; earlier kernels reject it.
            builder.add(
                .enumeration, name: type.nameOffset, flag: type.flag && support.enumerations64,
                vlen: type.vlen, sizeOrType: type.sizeOrType,
                details: try words(type, perElement: 2))
        case .enumeration64:
            try encode(enumeration64: type)
        case .function:
            encode(function: type)
        case .functionPrototype:
            try encode(prototype: type)
        case .variable:
            try encode(variable: type)
        case .dataSection:
            try encode(section: type)
        case .float:
            if support.floats {
                copy(type, [])
            } else {
                builder.add(.structure, sizeOrType: type.sizeOrType)
            }
        case .declarationTag:
            if support.declarationTags {
                copy(type, try words(type, count: 1))
            } else {
                addByte(named: type.nameOffset)
            }
        case .typeTag:
            if support.typeTags {
                copy(type, [])
            } else {
                builder.add(.const, sizeOrType: type.sizeOrType)
            }
        }
    }

    private mutating func encode(enumeration64 type: BTFType) throws(BTFError) {
        var details = try words(type, perElement: 3)
        guard !support.enumerations64 else { return copy(type, details) }
        for i in stride(from: 0, to: details.count, by: 3) {
            // name, value low, value high → name, type, offset
            details[i + 1] = placeholder()
            details[i + 2] = 0
        }
        builder.add(
            .union, name: type.nameOffset, vlen: type.vlen, sizeOrType: type.sizeOrType,
            details: details)
    }

    private mutating func encode(function type: BTFType) {
        var linkage = type.vlen
        if case .function(let changed)? = overrides[type.id] { linkage = Int(changed.rawValue) }
        if !support.functions {
            builder.add(.typedef, name: type.nameOffset, sizeOrType: type.sizeOrType)
        } else {
            builder.add(
                .function, name: type.nameOffset, vlen: support.globalFunctions ? linkage : 0,
                sizeOrType: type.sizeOrType)
        }
    }

    private mutating func encode(prototype type: BTFType) throws(BTFError) {
        guard support.functions else {
            // The kernel requires a size of 4 bytes. libbpf keeps the parameters as enumerators, but
            // enumerators need names, which parameters may lack.
            builder.add(.enumeration, name: type.nameOffset, sizeOrType: 4)
            return
        }
        var details = try words(type, perElement: 2)
        if case .namedParameters? = overrides[type.id] {
            for i in stride(from: 0, to: details.count, by: 2)
            where details[i] == 0 && details[i + 1] != 0 {
                details[i] = dummyName
            }
        }
        copy(type, details)
    }

    private mutating func encode(variable type: BTFType) throws(BTFError) {
        guard support.dataSections else { return addByte(named: type.nameOffset) }
        var details = try words(type, count: 1)
        var referenced = type.sizeOrType
        if case .variable(let changed, let linkage)? = overrides[type.id] {
            referenced = changed
            details = [linkage.rawValue]
        }
        builder.add(.variable, name: type.nameOffset, sizeOrType: referenced, details: details)
    }

    private mutating func encode(section type: BTFType) throws(BTFError) {
        var size = type.sizeOrType
        var variables: [BTFSectionVariable]
        if case .section(let changed, let laidOut)? = overrides[type.id] {
            size = changed
            variables = laidOut
        } else {
            variables = try table.variables(of: type)
        }
        let name = try sectionName(type)
        var details: [UInt32] = []
        details.reserveCapacity(variables.count * 3)
        for variable in variables {
            if support.dataSections {
                details += [variable.type.rawValue, variable.offset, variable.size]
            } else {
                let (bits, overflow) = variable.offset.multipliedReportingOverflow(by: 8)
                guard !overflow else {
                    throw .fieldOverflow(
                        type: type.id, value: Int(variable.offset), limit: Int(UInt32.max / 8))
                }
                let named = variable.type.rawValue < table.endID.rawValue
                details += [
                    named ? try table.type(variable.type).nameOffset : dummyName,
                    variable.type.rawValue, bits,
                ]
            }
        }
        builder.add(
            support.dataSections ? .dataSection : .structure, name: name, vlen: variables.count,
            sizeOrType: size, details: details)
    }

    /// The section name in a form that the kernel accepts: a struct's name has no dots, and before
    /// Linux 6.9 a data section's name does not begin with `?`.
    private mutating func sectionName(_ type: BTFType) throws(BTFError) -> UInt32 {
        let name = try table.name(of: type)
        if support.dataSections {
            guard name.utf8.first == UInt8(ascii: "?"), !support.optionalSectionNames else {
                return type.nameOffset
            }
        }
        var accepted: [UInt8] = []
        for (i, byte) in name.utf8.enumerated() {
            let replaced =
                support.dataSections
                ? i == 0 : byte == UInt8(ascii: ".") || byte == UInt8(ascii: "?")
            accepted.append(replaced ? UInt8(ascii: "_") : byte)
        }
        return builder.string(String(decoding: accepted, as: UTF8.self))
    }

    private mutating func copy(_ type: BTFType, _ details: [UInt32]) {
        builder.add(
            type.kind, name: type.nameOffset, flag: type.flag, vlen: type.vlen,
            sizeOrType: type.sizeOrType, details: details)
    }

    /// An integer of one byte, small enough to replace a variable of any size.
    private mutating func addByte(named name: UInt32) {
        builder.add(.integer, name: name, sizeOrType: 1, details: [8])
    }

    private func words(_ type: BTFType, perElement: Int) throws(BTFError) -> [UInt32] {
        // The parser checked that the trailing data is present, so the table's size bounds vlen.
        try words(type, count: type.vlen * perElement)
    }

    private func words(_ type: BTFType, count: Int) throws(BTFError) -> [UInt32] {
        let start = table.detail(type)
        var words: [UInt32] = []
        words.reserveCapacity(count)
        for i in 0..<count {
            words.append(try table.word(at: start + i * 4))
        }
        return words
    }
}
