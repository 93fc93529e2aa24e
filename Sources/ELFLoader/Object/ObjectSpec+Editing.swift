internal import Bytes

extension ObjectSpec {
    /// Gives a variable its value at the start: what a program sees in its first run.
    ///
    /// A variable in `.rodata` is a constant to the verifier, which then leaves out what can't be
    /// reached.
    ///
    /// - Parameter value: Its bytes in the object's byte order.
    /// - Throws: `ObjectError.notFound`, `.size`.
    public mutating func setVariable(_ name: String, to value: [UInt8]) throws(ObjectError) {
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw .notFound(kind: "variable", name: name, known: variables.map { $0.name })
        }
        guard variable.size == value.count else {
            throw .size(variable: name, found: value.count, expected: variable.size)
        }
        guard maps.indices.contains(variable.map),
            case .section(var bytes, let isFrozen) = maps[variable.map].contents,
            variable.offset <= bytes.count, value.count <= bytes.count - variable.offset
        else {
            throw .size(variable: name, found: value.count, expected: 0)
        }
        bytes.replaceSubrange(variable.offset..<variable.offset + value.count, with: value)
        maps[variable.map].contents = .section(bytes, isFrozen: isFrozen)
    }

    /// Gives an integer or bool variable its value at the start.
    ///
    /// - Throws: `ObjectError.notFound`, `.size` if the variable is not as wide as `T`.
    public mutating func setVariable<T: FixedWidthInteger>(
        _ name: String, to value: T
    ) throws(ObjectError) {
        let size = MemoryLayout<T>.size
        let bytes = (0..<size).map { index in
            let shift = 8 * (order == .little ? index : size - 1 - index)
            return UInt8(truncatingIfNeeded: value >> shift)
        }
        try setVariable(name, to: bytes)
    }

    /// The index of a program in `programs`.
    ///
    /// - Throws: `ObjectError.notFound`.
    public func program(named name: String) throws(ObjectError) -> Int {
        guard let index = programs.firstIndex(where: { $0.name == name }) else {
            throw .notFound(kind: "program", name: name, known: programs.map { $0.name })
        }
        return index
    }

    /// Leaves a program out, or takes it in.
    ///
    /// - Throws: `ObjectError.notFound`.
    public mutating func setLoaded(_ name: String, _ isLoaded: Bool) throws(ObjectError) {
        programs[try program(named: name)].isLoaded = isLoaded
    }
}
