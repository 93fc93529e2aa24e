internal import ELFLoader

/// What an object needs of the kernel that Linux 5.10 does not have.
struct Requirements {
    /// Each with the first version and the first program, map or function that needs it, oldest first.
    private(set) var needs: [(name: String, since: String, user: String)] = []
    private var known: Set<String> = []

    init(_ spec: ObjectSpec) {
        for map in spec.maps {
            if let since = map.type.since { add("map type \(map.type.name)", since, map.name) }
        }
        for program in spec.programs {
            if let (name, since) = program.type?.youngerThanOldest {
                add("program type \(name)", since, program.name)
            }
            if let (name, since) = program.kind?.expectedAttachType.feature {
                add(name, since, program.name)
            }
        }
        for function in spec.functions { add(function) }
        for extern in spec.externs where extern.source == .kernelFunction && !extern.isWeak {
            add("calls of kernel functions (kfuncs)", "5.13", extern.name)
        }
        needs.sort { Self.number($0.since) < Self.number($1.since) }
    }

    private mutating func add(_ function: FunctionSpec) {
        var isSecond = false
        for code in function.instructions {
            if isSecond {
                isSecond = false
                continue
            }
            isSecond = code.isWideLoad
            if let (name, since) = Self.extension(code) { add(name, since, function.name) }
            guard code.isCall, code.source == 0, let helper = HelperFunction(code.immediate) else {
                continue
            }
            add("helper \(helper.name)", helper.since, function.name)
        }
    }

    private mutating func add(_ name: String, _ since: String, _ user: String) {
        guard known.insert(name).inserted else { return }
        needs.append((name, since, user))
    }

    /// The extension of the instruction set that an instruction belongs to.
    private static func `extension`(_ code: Instruction) -> (String, String)? {
        let fourth = ("instructions of -mcpu=v4", "6.6")
        switch code.opcode {
        case 0xc3 where code.immediate == 0x100 || code.immediate == 0x110,
            0xdb where code.immediate == 0x100 || code.immediate == 0x110, 0xcb, 0xd3:
            return ("load_acquire and store_release", "6.15")
        case 0xc3 where code.immediate != 0, 0xdb where code.immediate != 0:
            return ("atomic operations that return a value", "5.12")
        case 0xe5: return ("may_goto", "6.9")
        case 0xbf where code.offset == 1: return ("addr_space_cast", "6.9")
        case 0x06, 0x81, 0x89, 0x91, 0xd7: return fourth
        case 0xbc where code.offset != 0, 0xbf where code.offset != 0: return fourth
        case 0x34, 0x37, 0x3c, 0x3f, 0x94, 0x97, 0x9c, 0x9f: return code.offset == 1 ? fourth : nil
        default: return nil
        }
    }

    /// `5.12` as a number to compare.
    private static func number(_ version: String) -> Int {
        var numbers = [0, 0]
        for (index, part) in version.utf8.split(separator: UInt8(ascii: ".")).enumerated()
        where index < 2 {
            numbers[index] = Int(String(Substring(part))) ?? 0
        }
        return numbers[0] * 1000 + numbers[1]
    }
}

extension Inspection {
    package var needs: Listing {
        var listing = Listing("needs", ["since", "feature", "used_by"])
        for need in Requirements(spec).needs {
            listing.rows.append([.text(need.since), .text(need.name), .text(need.user)])
        }
        return listing
    }
}
