internal import TracerCapture

/// Where the names and values of an environment are in its bytes: found once for all rules, and only if one
/// of them asks.
struct VariablePlaces: Sendable {
    struct Place: Sendable {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// The most places that are kept: an environment of 6 MiB can have three million variables.
    static var limit: Int { 4096 }

    /// The first ones.
    private(set) var places: [Place] = []
    /// Where the variables begin whose places are not kept.
    private(set) var rest = 0
    private(set) var isFound = false

    /// For the next environment; the memory is kept.
    mutating func forget() {
        places.removeAll(keepingCapacity: true)
        isFound = false
    }

    mutating func find(in environment: StringList) {
        isFound = true
        rest = 0
        let bytes = environment.bytes.span
        while places.count < Self.limit, let place = Self.next(in: bytes, from: &rest) {
            places.append(place)
        }
    }

    /// The next variable from a position on, which goes behind it. Strings without a name have no place.
    static func next(in bytes: Span<UInt8>, from position: inout Int) -> Place? {
        var start = position
        var equals: Int?
        for index in start..<bytes.count {
            if bytes[index] == UInt8(ascii: "="), equals == nil { equals = index }
            guard bytes[index] == 0 else { continue }
            if let equals {
                position = index + 1
                return Place(name: start..<equals, value: (equals + 1)..<index)
            }
            start = index + 1
        }
        position = bytes.count
        return nil
    }
}
