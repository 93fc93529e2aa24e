internal import SwiftletBTF

extension MapSpec {
    /// A map that no object declares, as a template for the inner maps of a map of maps.
    public init(
        name: String, type: MapType, keySize: UInt32, valueSize: UInt32, maxEntries: UInt32,
        flags: UInt32 = 0
    ) {
        self.init(
            name: name, kernelName: name, type: type, keySize: keySize, valueSize: valueSize,
            maxEntries: maxEntries, flags: flags, numaNode: nil, extra: 0, pinning: .none,
            keyType: .void, valueType: .void, contents: .nothing, inner: .none)
    }
}

extension ObjectSpec {
    /// Sets the template for the inner maps of a map of maps from text: the name of another map of the
    /// object, or `TYPE,KEY,VALUE,ENTRIES` with sizes in bytes and optionally `,FLAGS` (BPF_F_*).
    ///
    ///     try spec.setInner("rings", parsing: "ringbuf,0,0,262144")
    ///
    /// - Throws: `ObjectError.notFound` if the map or type does not exist; `.map`.
    package mutating func setInner(_ name: String, parsing text: String) throws(ObjectError) {
        guard text.utf8.contains(UInt8(ascii: ",")) else {
            var template = maps[try map(named: text)]
            if case .section = template.contents {
                throw .map(
                    name: name, field: "values",
                    reason: "'\(text)' is a data section, expected a map of .maps")
            }
            template.pinning = .none
            template.pinPath = nil
            template.contents = .nothing
            return try setInner(name, to: template)
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 4 || parts.count == 5 else {
            throw .map(
                name: name, field: "values",
                reason: "'\(text)', expected the name of a map, or TYPE,KEY,VALUE,ENTRIES[,FLAGS]")
        }
        let type = try MapType(named: String(parts[0]))
        var numbers: [UInt32] = []
        for part in parts.dropFirst() {
            let isHexadecimal = part.hasPrefix("0x")
            guard
                let number = UInt32(
                    isHexadecimal ? part.dropFirst(2) : part, radix: isHexadecimal ? 16 : 10)
            else {
                throw .map(
                    name: name, field: "values",
                    reason: "'\(part)' in '\(text)' is no number of 32 bits")
            }
            numbers.append(number)
        }
        try setInner(
            name,
            to: MapSpec(
                name: "\(name).inner", type: type, keySize: numbers[0], valueSize: numbers[1],
                maxEntries: numbers[2], flags: numbers.count > 3 ? numbers[3] : 0))
    }
}
