extension MapType {
    /// The type with this name as bpftool prints it (`hash`, `percpu_array`), or with this number.
    ///
    /// - Throws: `ObjectError.notFound`, whose message suggests the nearest name.
    package init(named name: String) throws(ObjectError) {
        if let number = UInt32(name), number > 0 {
            self.init(rawValue: number)
            return
        }
        for number in UInt32(1)...34 where MapType(rawValue: number).name == name {
            self.init(rawValue: number)
            return
        }
        throw .notFound(
            kind: "map type", name: name, known: (UInt32(1)...34).map { MapType(rawValue: $0).name }
        )
    }
}
