/// An environment as JSON shows it: the first of each name, and whatever else there is, in order.
struct SplitEnvironment {
    private(set) var variables: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
    private(set) var other: [ArraySlice<UInt8>] = []

    init(_ environment: [ArraySlice<UInt8>]) {
        var names: Set<ArraySlice<UInt8>> = []
        for string in environment {
            guard let equals = string.firstIndex(of: 0x3d), equals > string.startIndex,
                names.insert(string[..<equals]).inserted
            else {
                other.append(string)
                continue
            }
            variables.append((string[..<equals], string[(equals + 1)...]))
        }
    }
}
