internal import SwiftletBTF
internal import SwiftletKernel

/// Probes what the running kernel supports.
package enum KernelFeatures {
    /// The BTF kinds the kernel accepts; each is probed with a separate table.
    static func btfSupport() -> BTFKernelSupport {
        probed
    }

    private static let probed: BTFKernelSupport = BTFKernelSupport(
        functions: takes { table in
            let int = table.integer()
            let prototype = table.add(.functionPrototype, sizeOrType: int.rawValue)
            let name = table.string("f")
            table.add(.function, name: name, sizeOrType: prototype.rawValue)
        },
        globalFunctions: takes { table in
            let int = table.integer()
            let prototype = table.add(.functionPrototype, sizeOrType: int.rawValue)
            let name = table.string("f")
            table.add(.function, name: name, vlen: 1, sizeOrType: prototype.rawValue)
        },
        dataSections: takes { table in table.dataSection(".data") },
        optionalSectionNames: takes { table in table.dataSection("?data") },
        floats: takes { table in
            let name = table.string("float")
            table.add(.float, name: name, sizeOrType: 4)
        },
        declarationTags: takes { table in
            let int = table.integer()
            let variable = table.variable(int)
            let name = table.string("tag")
            table.add(
                .declarationTag, name: name, sizeOrType: variable.rawValue,
                details: [UInt32(bitPattern: -1)])
        },
        typeTags: takes { table in
            let int = table.integer()
            let name = table.string("tag")
            let tag = table.add(.typeTag, name: name, sizeOrType: int.rawValue)
            table.add(.pointer, sizeOrType: tag.rawValue)
        },
        enumerations64: takes { table in
            let name = table.string("e")
            let value = table.string("v")
            table.add(.enumeration64, name: name, vlen: 1, sizeOrType: 8, details: [value, 0, 1])
        })

    private static func takes(_ build: (inout BTFBuilder) -> Void) -> Bool {
        var table = BTFBuilder()
        build(&table)
        return (try? Kernel.btfLoad(table.bytes, name: "probe")) != nil
    }
}

extension BTFBuilder {
    /// `int`, which the other types refer to.
    fileprivate mutating func integer() -> BTFTypeID {
        let name = string("int")
        return add(.integer, name: name, sizeOrType: 4, details: [1 << 24 | 32])
    }

    fileprivate mutating func variable(_ type: BTFTypeID) -> BTFTypeID {
        let name = string("v")
        return add(
            .variable, name: name, sizeOrType: type.rawValue, details: [BTFLinkage.static.rawValue])
    }

    fileprivate mutating func dataSection(_ section: String) {
        let variable = variable(integer())
        let name = string(section)
        add(
            .dataSection, name: name, vlen: 1, sizeOrType: 4,
            details: [variable.rawValue, 0, 4])
    }
}
