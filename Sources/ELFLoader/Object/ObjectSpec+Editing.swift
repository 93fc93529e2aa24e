internal import SwiftletBTF
internal import SwiftletBytes

extension ObjectSpec {
    /// Sets the initial value of a variable: the value that a program sees in its first run.
    ///
    /// A variable in `.rodata` is a constant for the verifier, which therefore eliminates unreachable
    /// code.
    ///
    /// - Parameter value: The bytes in the object's byte order.
    /// - Throws: `ObjectError.notFound`, `.size`.
    public mutating func setVariable(_ name: String, to value: [UInt8]) throws(ObjectError) {
        let variable = try variables[name]
        guard variable.size == value.count else {
            throw .size(variable: name, found: value.count, expected: variable.size)
        }
        let misplaced = ObjectError.size(variable: name, found: value.count, expected: 0)
        guard maps.indices.contains(variable.map) else { throw misplaced }
        let range = variable.offset..<variable.offset &+ value.count
        func changed(_ bytes: [UInt8], of size: Int, _ map: inout MapSpec) throws(ObjectError) -> [UInt8] {
            guard range.lowerBound >= 0, range.upperBound <= size else { throw misplaced }
            var bytes = bytes
            if range.upperBound <= bytes.count {
                bytes.replaceSubrange(range, with: value)
            } else {
                map.patches.removeAll { $0.offset == variable.offset }
                map.patches.append(.init(offset: variable.offset, bytes: value))
            }
            return bytes
        }
        var map = maps[variable.map]
        switch map.contents {
        case .section(let bytes, let isFrozen):
            let size = Int(map.valueSize)
            map.contents = .section(try changed(bytes, of: size, &map), isFrozen: isFrozen)
        case .arena(let bytes):
            let size = Int(fixups.sections[ArenaSection.name]?.size ?? 0)
            map.contents = .arena(try changed(bytes, of: size, &map))
        case .nothing, .programs, .maps, .structOps:
            throw misplaced
        }
        maps[variable.map] = map
    }

    /// Sets the initial value of an integer or bool variable.
    ///
    /// - Throws: `ObjectError.notFound`, `.size` if the variable and `T` differ in size.
    public mutating func setVariable<T: FixedWidthInteger>(
        _ name: String, to value: T
    ) throws(ObjectError) {
        try setVariable(name, to: [UInt8](value, order))
    }

    /// The index of a program in `programs`, by its name or an alias.
    ///
    /// - Throws: `ObjectError.notFound`.
    package func program(named name: String) throws(ObjectError) -> Int {
        guard
            let index = programs.firstIndex(where: { $0.name == name })
                ?? programs.firstIndex(where: { functions[$0.function].aliases.contains(name) })
        else {
            throw .notFound(kind: "program", name: name, known: programs.map { $0.name })
        }
        return index
    }

    /// Sets whether a program is loaded.
    ///
    /// - Throws: `ObjectError.notFound`.
    public mutating func setLoaded(_ name: String, _ isLoaded: Bool) throws(ObjectError) {
        programs[try program(named: name)].isLoaded = isLoaded
    }

    /// Sets the function or tracepoint of the kernel that a program attaches to.
    ///
    /// This applies to programs in sections such as `fentry` and `fexit`, and overrides a target in the
    /// section name.
    ///
    /// - Parameter target: The name of the function or tracepoint; `module:name` if it is in a module.
    /// - Throws: `ObjectError.notFound`; `.noTarget` if the program does not attach by BTF.
    public mutating func setTarget(of name: String, to target: String) throws(ObjectError) {
        try setTarget(of: name, to: target, in: nil)
    }

    /// Sets the function that a program attaches to: in another program, or in the kernel if `program` is
    /// nil.
    package mutating func setTarget(
        of name: String, to target: String, in program: TargetProgram?
    ) throws(ObjectError) {
        let index = try self.program(named: name)
        switch programs[index].kind?.hook {
        case .kernelType(let prefix, _)?:
            programs[index].kind?.hook = .kernelType(prefix: prefix, target: target)
        case .programFunction?:
            programs[index].kind?.hook = .programFunction(name: target)
        default:
            throw .noTarget(program: name, section: programs[index].sectionName)
        }
        programs[index].targetProgram = program
    }
}
