internal import TracerCapture

/// Where the names and values of an environment stand in its bytes: found once for all rules, and only if
/// one of them asks.
struct VariablePlaces: Sendable {
    struct Place: Sendable {
        var name: Range<Int>
        var value: Range<Int>
    }

    private(set) var places: [Place] = []
    private var isFound = false

    /// For the next environment; the memory is kept.
    mutating func forget() {
        places.removeAll(keepingCapacity: true)
        isFound = false
    }

    /// Strings without a name have no place.
    mutating func find(in environment: StringList) {
        guard !isFound else { return }
        isFound = true
        let bytes = environment.bytes.span
        var start = 0
        var equals: Int?
        for index in bytes.indices {
            if bytes[index] == 0x3d, equals == nil { equals = index }
            guard bytes[index] == 0 else { continue }
            if let equals {
                places.append(Place(name: start..<equals, value: (equals + 1)..<index))
            }
            start = index + 1
            equals = nil
        }
    }
}
